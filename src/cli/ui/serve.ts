/** @file Starts the server for a command, tells where it is, and opens the browser. */
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { commandsOf } from "../../ui/children.ts";
import type { UiOptions, UiServer } from "../../ui/server.ts";
import type { Channel } from "../channel.ts";
import { hasBrowser, openBrowser } from "./browser.ts";

/** Flags of every command that serves. */
export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  /** False with --no-open. */
  readonly open: boolean;
}

export function declareServeFlags(command: Command): void {
  command
    .option("--port <number>", "the page's port (default: the first free one from 4680)", portOf)
    .option("--host <address>", "an address of this machine that others may use as well")
    .option("--no-open", "do not open the browser");
}

const main = fileURLToPath(new URL("../main.js", import.meta.url));

/** Seconds for which the link that the browser is started with lasts: other users see it among the processes. */
const launchSeconds = 60;

export async function serve(
  where: Omit<UiOptions, "start" | "port" | "host">,
  { port, host, open }: ServeFlags,
  channel: Channel,
): Promise<UiServer> {
  // Loading it takes 0.1 s, which other commands are spared.
  const { startUi } = await import("../../ui/server.ts");
  const server = await startUi({
    ...where,
    start: commandsOf(main),
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
  });
  channel.write(
    `${where.opens === "playground" ? "playground" : "dashboard"}: ${channel.paint("cyan", server.link())}\n`,
  );
  if (host !== undefined) {
    channel.write(`${channel.paint("yellow", `other machines reach it at ${host}, port ${server.port}`)}\n`);
  }
  const done = offerLinks(server, channel);
  if (open && hasBrowser(channel.live, process.env, process.platform)) openBrowser(server.link(launchSeconds));
  return {
    ...server,
    close: () => {
      done();
      return server.close();
    },
  };
}

/** A link lets one browser in: on a terminal, Enter shows another. The result ends that. */
function offerLinks(server: UiServer, channel: Channel): () => void {
  const { stdin } = process;
  if (!channel.live || !stdin.isTTY) return () => {};
  const show = (): void => channel.write(`another link: ${channel.paint("cyan", server.link())}\n`);
  stdin.on("data", show);
  // The terminal alone keeps no process alive.
  stdin.unref();
  channel.write(`${channel.paint("dim", "it lets one browser in; Enter shows another link")}\n`);
  return () => {
    stdin.off("data", show);
    stdin.pause();
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`a port is a whole number from 0 to 65535, not ${JSON.stringify(text)}`);
}

/** Resolves at the first Ctrl-C or SIGTERM. */
export function stopAsked(): Promise<"interrupted" | "terminated"> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve("interrupted"));
    process.once("SIGTERM", () => resolve("terminated"));
    process.once("SIGHUP", () => resolve("terminated"));
  });
}
