/** @file One event as one line of JSON, and back without loss. */
import { DataError } from "../util/errors.ts";
import type { RunEvent } from "./events.ts";
import { recordVersion } from "./events.ts";
import { eventSchema } from "./schema.ts";

/** For JSON.stringify: numbers that JSON lacks are the strings "NaN", "Infinity" and "-Infinity". */
export const lossless = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/** The event as a line, with its line end. */
export const eventLine = (event: RunEvent): string => `${JSON.stringify({ v: recordVersion, ...event }, lossless)}\n`;

const knownTypes: ReadonlySet<unknown> = new Set(["start", "step", "epoch", "health", "finding", "end"]);

/** The event of a line; null for a kind of event that this version does not know. Throws where it is damaged. */
export function parseEventLine(line: string, where: string): RunEvent | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new DataError("A line of the run record is damaged", { where, found: shorten(line) });
  }
  if (typeof json !== "object" || json === null) {
    throw new DataError("A line of the run record is damaged", { where, found: shorten(line) });
  }
  const { v, ...event } = json as { v?: unknown; t?: unknown };
  if (v !== recordVersion) {
    throw new DataError("The run record has another version", {
      where,
      found: v === undefined ? "no version" : `version ${shorten(JSON.stringify(v))}`,
      help: `this program reads version ${recordVersion}; use the one that wrote the run`,
    });
  }
  if (!knownTypes.has(event.t) && typeof event.t === "string") return null;
  const result = eventSchema.safeParse(event);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new DataError("A line of the run record is damaged", { where, found: `${path.join(".")}: ${message}` });
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text);
