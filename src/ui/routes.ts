/** @file What the server answers at which address. Every request that comes here was let in. */
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { EvenkeelError } from "../util/errors.ts";
import { type Actions, type Declined, readDiagnosis } from "./actions.ts";
import type { AnswersOfRuns } from "./answersOfRuns.ts";
import type { Asset } from "./assets.ts";
import { drawingIn } from "./drawing.ts";
import { exportPage } from "./exportPage.ts";
import type { Feed } from "./feed.ts";
import type { Runs } from "./runs.ts";
import { mostReaders, type Streams } from "./stream.ts";
import type { ViewsOfRuns } from "./viewsOfRuns.ts";

export interface Site {
  readonly runs: Runs;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly actions: Actions;
  readonly views: ViewsOfRuns;
  readonly answers: AnswersOfRuns;
  readonly streams: Streams;
  /** Id of the run that a page opens at first; null for the newest. */
  readonly first: string | null;
  feed(folder: string): Feed;
}

interface Env {
  Bindings: HttpBindings;
}
type Asked = Context<Env>;

const actionNames = ["stop", "diagnose", "replay"] as const;

export function routes(site: Site): Hono<Env> {
  const app = new Hono<Env>();
  const { runs, actions, views } = site;
  app.get("/api/runs", async (asked) => asked.json({ runs: await runs.list(), first: site.first }));
  app.get("/api/runs/:id/stream", (asked) => ofRun(site, asked, (folder) => stream(site, asked, folder)));
  app.get("/api/runs/:id/diagnosis", (asked) => ofRun(site, asked, (folder) => json(asked, readDiagnosis(folder))));
  app.get("/api/runs/:id/views", (asked) => ofRun(site, asked, async (folder) => json(asked, await views.get(folder))));
  app.get("/api/runs/:id/page", (asked) => ofRun(site, asked, (folder) => page(site, asked, folder)));
  for (const name of actionNames) {
    app.post(`/api/runs/:id/actions/${name}`, (asked) =>
      ofRun(site, asked, (folder) => act(asked, () => actions[name](folder))),
    );
  }
  app.post("/api/runs/:id/classify", (asked) => ofRun(site, asked, (folder) => classify(site, asked, folder)));
  app.get("*", (asked) => asset(site, asked));
  app.notFound((asked) => asked.json({ error: "The server has no such address." }, 404));
  app.onError((error, asked) => {
    const message = error instanceof EvenkeelError ? error.message : "The server failed; the run is untouched.";
    return asked.json({ error: message }, 500);
  });
  return app;
}

async function ofRun(
  { runs }: Site,
  asked: Asked,
  answer: (folder: string) => Response | Promise<Response>,
): Promise<Response> {
  const folder = runs.folderOf(asked.req.param("id") ?? "");
  return folder === null ? asked.json({ error: "There is no such run." }, 404) : answer(folder);
}

function json(asked: Asked, text: string | null): Response {
  return text === null ? asked.body(null, 204) : asked.body(text, 200, { "Content-Type": "application/json" });
}

async function act(asked: Asked, begin: () => Declined): Promise<Response> {
  const body: unknown = await asked.req.json().catch(() => null);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return asked.json({ error: "Actions take a JSON object." }, 400);
  }
  const declined = begin();
  return declined === null ? asked.json({ ok: true }, 202) : asked.json({ error: declined }, 409);
}

/** A drawing by the run's newest checkpoint. */
async function classify({ answers }: Site, asked: Asked, folder: string): Promise<Response> {
  const drawing = drawingIn(await asked.req.json().catch(() => null));
  if (drawing.refused !== undefined) return asked.json({ error: drawing.refused }, 400);
  if (answers.isBusy) return asked.json({ error: "Too many drawings wait for their answers." }, 503);
  const told = await answers.ask(folder, drawing.pixels);
  if ("error" in told) return asked.json(told, 409);
  return told.answer === null ? asked.body(null, 204) : asked.json(told.answer);
}

/** Written to the socket itself: that tells when a reader does not read. */
function stream({ streams, feed }: Site, asked: Asked, folder: string): Response {
  if (streams.count >= mostReaders) return asked.json({ error: "Too many pages are open." }, 503);
  const from = byteOf(asked.req.header("last-event-id") ?? asked.req.query("from"));
  if (from === null) return asked.json({ error: "A stream begins at a byte of the record." }, 400);
  const { outgoing } = asked.env;
  outgoing.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", Connection: "keep-alive" });
  outgoing.socket?.setNoDelay(true);
  void streams.send(feed(folder), outgoing, from);
  return RESPONSE_ALREADY_SENT;
}

/** 0 where nothing is said; null for what is no number of bytes. */
function byteOf(text: string | undefined): number | null {
  if (text === undefined || text === "") return 0;
  const byte = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(byte) ? byte : null;
}

async function page({ runs, views }: Site, asked: Asked, folder: string): Promise<Response> {
  const state = await runs.state(folder);
  const html = await exportPage({ folder, state, views: await views.get(folder) });
  const name = encodeURIComponent(asked.req.param("id") ?? "run");
  return asked.body(html, 200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Disposition": `attachment; filename*=UTF-8''${name}.html`,
  });
}

/** By the address as it was sent: nothing is decoded or resolved. */
function asset({ assets }: Site, asked: Asked): Response {
  const path = (asked.env.incoming.url ?? "").split("?", 1)[0]!;
  const found = assets.get(path);
  if (!found) {
    const help = path === "/" ? "The page is not built: npm run build." : "The server has no such address.";
    return asked.text(help, 404);
  }
  const { bytes, etag } = found.content();
  const headers = { ETag: etag, "Cache-Control": "no-cache", "Content-Security-Policy": found.policy };
  if (asked.req.header("if-none-match") === etag) return asked.body(null, 304, headers);
  return asked.body(new Uint8Array(bytes), 200, { ...headers, "Content-Type": found.type });
}
