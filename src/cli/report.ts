/** @file Shows an error to a person: what, where with the line of the program, what was found, what to do. */
import { readFileSync } from "node:fs";
import type { Site } from "../graph/node.ts";
import { EvenkeelError, exitCode } from "../util/errors.ts";
import type { Channel } from "./channel.ts";
import type { Console } from "./console.ts";

/** The line of the program with its number and a caret below the column; null where the file cannot be read. */
export function sourceExcerpt({ file, line, column }: Site, paint: Channel["paint"]): string | null {
  let text: string | undefined;
  try {
    text = readFileSync(file, "utf8").split(/\r?\n/)[line - 1];
  } catch {
    return null;
  }
  if (text === undefined) return null;
  const number = `${line} | `;
  const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${paint("dim", number)}${text}\n${paint("dim", `${" ".repeat(number.length - 2)}| `)}${before}${paint("red", "^")}`;
}

/** Errors end something, warnings do not. */
export type Severity = "error" | "warning";

/** A title and rows below it, in a card's form. */
export function card(
  channel: Channel,
  title: string,
  rows: readonly (readonly [string, string])[],
  severity: Severity = "error",
): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  const hanging = `\n${" ".repeat(width + 4)}`;
  const lines = rows.map(
    ([label, text]) => `  ${channel.paint("dim", label.padEnd(width))}  ${text.replaceAll("\n", hanging)}`,
  );
  const mark = severity === "error" ? channel.paint("red", "✖") : channel.paint("yellow", "⚠");
  return `${mark} ${channel.paint("bold", title)}\n${lines.map((line) => `${line}\n`).join("")}`;
}

export function errorCard(error: EvenkeelError, channel: Channel, severity?: Severity): string {
  const { where, site, found, help } = error.detail;
  const excerpt = site && sourceExcerpt(site, channel.paint);
  const rows: [string, string][] = [];
  if (where || site)
    rows.push([
      "where",
      [where ?? `${site!.file}:${site!.line}:${site!.column}`, ...(excerpt ? [excerpt] : [])].join("\n"),
    ]);
  if (found) rows.push(["found", found]);
  if (help) rows.push(["help", channel.paint("cyan", help)]);
  return card(channel, error.message, rows, severity);
}

/** Writes the error and gives the exit code. */
export function reportError(error: unknown, { err, debug }: Console): number {
  if (error instanceof EvenkeelError) {
    err.write(errorCard(error, err));
    if (debug) err.write(`${err.paint("dim", error.stack ?? "")}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const rows: [string, string][] = [["found", message]];
  if (!debug) rows.push(["help", "run it again with --debug and report what it prints"]);
  err.write(card(err, "This is a bug in evenkeel", rows));
  if (debug && error instanceof Error) err.write(`${error.stack}\n`);
  return exitCode.bug;
}
