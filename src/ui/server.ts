/** @file Serves the page and the runs of a folder on this machine: requests are judged before they are read. */
import type { ServerResponse } from "node:http";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { UsageError } from "../util/errors.ts";
import { Access } from "./access.ts";
import { Actions, type OwnRun } from "./actions.ts";
import { AnswersOfRuns } from "./answersOfRuns.ts";
import { playgroundAddress, readAssets } from "./assets.ts";
import type { StartCommand } from "./children.ts";
import { Feed } from "./feed.ts";
import { type RequestHead, refusal, valuesOf } from "./guard.ts";
import { securityHeaders } from "./headers.ts";
import { closed, type Listener, listen } from "./listen.ts";
import { routes } from "./routes.ts";
import { Runs } from "./runs.ts";
import { Streams } from "./stream.ts";
import { ViewsOfRuns } from "./viewsOfRuns.ts";

export interface UiOptions {
  /** A run's folder, or one that holds runs. */
  readonly folder: string;
  /** The first free one of a few where it is left out. */
  readonly port?: number;
  /** An address of this machine in addition to its loopback ones. */
  readonly host?: string;
  readonly start: StartCommand;
  /** The run that trains in this process. */
  readonly own?: OwnRun;
  /** Id of the run that a page opens at first. */
  readonly first?: string;
  /** Where the built page lies. */
  readonly page?: string;
  /** Where the built playground lies. */
  readonly playground?: string;
  /** What a link opens: the runs when left out. */
  readonly opens?: "runs" | "playground";
}

/** Addresses of the pages. */
const pages = { runs: "/", playground: playgroundAddress } as const;

export interface UiServer {
  readonly port: number;
  /** An address that lets one browser in, once. */
  link(seconds?: number): string;
  close(): Promise<void>;
}

export async function startUi(options: UiOptions): Promise<UiServer> {
  const { host } = options;
  if (host !== undefined && (isIP(host) === 0 || /^[0:.]+$/.test(host))) {
    throw new UsageError("--host takes one address of this machine", {
      found: host,
      help: "name the address that the other machine reaches, for example --host 192.168.1.20",
    });
  }
  const handler: { listener: Listener } = { listener: (_, response) => void response.destroy() };
  const { servers, port } = await listen(options, (request, response) => handler.listener(request, response));
  const access = new Access(port);
  const site = new SiteOfRuns(options);
  handler.listener = judged(site.listener, access, {
    hosts: hostsOf(port, host),
    home: pages[options.opens ?? "runs"],
  });
  return {
    port,
    link: (seconds) => `http://127.0.0.1:${port}/?token=${access.issue(seconds)}`,
    close: async () => {
      site.close();
      await Promise.all(servers.map(closed));
    },
  };
}

/** Everything behind the guard. */
class SiteOfRuns {
  readonly listener: Listener;
  readonly #actions: Actions;
  readonly #views: ViewsOfRuns;
  readonly #answers: AnswersOfRuns;
  readonly #streams = new Streams();
  readonly #feeds = new Map<string, Feed>();

  constructor({ folder, start, own, first, page, playground }: UiOptions) {
    const runs = new Runs(folder);
    const feed = (of: string): Feed => {
      const held = this.#feeds.get(of) ?? new Feed(of, runs, () => this.#actions.activity(of));
      this.#feeds.set(of, held);
      return held;
    };
    this.#actions = new Actions({
      start,
      ...(own && { own: { ...own, folder: resolve(own.folder) } }),
      changed: (of) => void feed(of).look(),
    });
    this.#views = new ViewsOfRuns(start);
    this.#answers = new AnswersOfRuns(start);
    const app = routes({
      runs,
      feed,
      assets: readAssets(page, playground),
      actions: this.#actions,
      views: this.#views,
      answers: this.#answers,
      streams: this.#streams,
      first: first ?? null,
    });
    const listener = getRequestListener(app.fetch as never, { overrideGlobalObjects: false });
    this.listener = (request, response) => void listener(request, response);
  }

  close(): void {
    this.#streams.close();
    this.#actions.close();
    this.#views.close();
    this.#answers.close();
  }
}

interface Door {
  /** Names that a request may call this server by. */
  readonly hosts: ReadonlySet<string>;
  /** Where a link leads to. */
  readonly home: string;
}

/** Lets in what the guard lets pass from who is known, and exchanges the token of a link. */
function judged(listener: Listener, access: Access, { hosts, home }: Door): Listener {
  return (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const { method = "", url = "", rawHeaders } = request;
    const head: RequestHead = { method, target: url, rawHeaders };
    const refused = refusal(head, hosts);
    if (refused) return refuse(response, refused.status, refused.message);
    const known = access.admits(valuesOf(head, "cookie"));
    const token = method === "GET" ? tokenIn(url) : null;
    if (token !== null) return exchange(head, { response, access, token, known, home });
    if (!known) return refuse(response, 403, "Open the link that the terminal shows: it lets this browser in.");
    listener(request, response);
  };
}

function tokenIn(target: string): string | null {
  const [path, query] = target.split("?", 2);
  return path === "/" ? new URLSearchParams(query).get("token") : null;
}

interface Exchange {
  readonly response: ServerResponse;
  readonly access: Access;
  readonly token: string;
  readonly known: boolean;
  readonly home: string;
}

/** To an address without the token, so that no history keeps it. What a browser fetches ahead uses nothing up. */
function exchange(head: RequestHead, { response, access, token, known, home }: Exchange): void {
  const isAhead = [...valuesOf(head, "sec-purpose"), ...valuesOf(head, "purpose")].some((p) => p.includes("prefetch"));
  const cookie = isAhead ? null : access.exchange(token);
  if (cookie === null && !known) {
    refuse(response, 403, "This link was used already, or is none of this server's: each lets one browser in.");
    return;
  }
  if (cookie !== null) response.setHeader("Set-Cookie", cookie);
  response.writeHead(303, { Location: home, "Content-Length": "0" }).end();
}

/** Ends the connection too: whatever follows is not read. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const body = `${message}\n`;
  response.writeHead(status, {
    ...(status === 405 && { Allow: "GET, POST" }),
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
  });
  response.end(body);
}

function hostsOf(port: number, host: string | undefined): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  if (host !== undefined) names.push(isIP(host) === 6 ? `[${host}]` : host);
  // Browsers leave out the port that is usual.
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
}
