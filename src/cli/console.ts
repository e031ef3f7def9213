/** @file The console of one command: both channels, and the flags that every command takes. */
import type { Channel } from "./channel.ts";
import { channelOn, hasUnicode } from "./channel.ts";

export interface Console {
  /** Results. */
  readonly out: Channel;
  /** Progress, cards and errors. */
  readonly err: Channel;
  readonly debug: boolean;
}

export function openConsole(args: readonly string[]): Console {
  const options = { color: !args.includes("--no-color"), unicode: hasUnicode() };
  return {
    out: channelOn(process.stdout, options),
    err: channelOn(process.stderr, options),
    debug: args.includes("--debug"),
  };
}

/** How this program was called, for commands that can be pasted. */
export function commandName(script: string = process.argv[1] ?? ""): string {
  const path = script.replaceAll("\\", "/");
  if (/\/node_modules\/(\.bin|evenkeel)\//.test(path)) return "npx evenkeel";
  if (!path.endsWith("/main.js")) return "evenkeel";
  const here = `${process.cwd().replaceAll("\\", "/")}/`;
  if (path === `${here}dist/cli/main.js`) return "npx evenkeel";
  return `node ${path.startsWith(here) ? path.slice(here.length) : path}`;
}
