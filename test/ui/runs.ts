/** @file Run folders for the server: a recorded run, and one whose every text tries to become markup. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent, StartEvent } from "../../src/record/events.ts";
import { eventLine } from "../../src/record/lines.ts";
import { parseEvents } from "../../src/record/reader.ts";
import { runFiles, writeRunFolder } from "../../src/train/node/runFolder.ts";
import { hostileTexts } from "./hostile-texts.ts";

const fixtures = fileURLToPath(new URL("../fixtures/records", import.meta.url));

/** The events of a fixture's run. */
export function recordedEvents(name: "healthy" | "broken" | "diverged" | "repaired"): readonly RunEvent[] {
  const path = join(fixtures, name, runFiles.record);
  return parseEvents(readFileSync(path, "utf8"), path).events;
}

/** Makes the folder of a run with these events. */
export function writeRun(within: string, name: string, events: readonly RunEvent[], started = new Date()): string {
  const folder = join(within, name);
  mkdirSync(folder, { recursive: true });
  const { experiment } = events.find((event): event is StartEvent => event.t === "start")!;
  writeRunFolder(folder, experiment, { baseFolder: within, program: null, threads: 1, device: "cpu" }, started);
  writeFileSync(join(folder, runFiles.record), events.map(eventLine).join(""));
  return folder;
}

/**
 * A run with a hostile text as every name, label and message that a page may show.
 *
 * @param first the text that comes first: a page shows fewer fields than there are texts
 */
export function writeHostileRun(within: string, first = 0): string {
  const list = [...hostileTexts.slice(first), ...hostileTexts.slice(0, first)];
  const texts = endless(list);
  const events = recordedEvents("broken").map((event) => hostile(event, list, texts));
  // A folder's name can hold neither a slash nor NUL.
  const name = `${list[0]!.replaceAll("/", "∕").replaceAll("\u0000", "")} run`;
  const folder = writeRun(within, name, events);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, file), "utf8")) as unknown;
  const diagnosis = withTexts(read("broken/diagnosis.json"), shown, texts);
  writeFileSync(join(folder, "diagnosis.json"), JSON.stringify(diagnosis));
  return folder;
}

/** Views whose classes have hostile names. */
export function hostileViews(first = 0): object {
  const labels = Array.from({ length: 10 }, (_, i) => hostileTexts[(first + i) % hostileTexts.length]!);
  const counts = labels.map((_, i) => labels.map((__, j) => (i === j ? 90 : 1)));
  const image = Buffer.alloc(4, 200).toString("base64");
  const wrong = labels.map((truth, i) => {
    return { image, width: 2, height: 2, example: i, truth, answer: labels[9 - i], probability: 0.9 };
  });
  return { step: 1, part: "test", examples: 990, confusion: { labels, counts }, wrong, right: [], tiles: [] };
}

/** Fields whose texts people read; others are words of ours that programs compare. */
const shown: ReadonlySet<string> = new Set([
  "name",
  "summary",
  "message",
  "where",
  "remedy",
  "title",
  "label",
  "value",
  "normal",
  "why",
  "treatment",
  "path",
  "site",
  "run",
  "model",
]);

function hostile(event: RunEvent, list: readonly string[], texts: () => string): RunEvent {
  if (event.t === "step" || event.t === "epoch") return event;
  // Layers keep one name through the run, or their curves would not be drawn.
  if (event.t === "health") {
    return { ...event, layers: event.layers.map((layer, i) => ({ ...layer, name: list[i]! })) };
  }
  if (event.t !== "start") return withTexts(event, shown, texts);
  const layers = event.model.layers.map((layer, i) => ({ ...layer, name: list[i]!, summary: texts() }));
  return {
    ...event,
    engine: texts(),
    data: { ...event.data, name: texts(), files: [{ path: texts(), sha256: texts(), verified: false }] },
    model: { ...event.model, layers },
    rewrites: list.map((text) => ({ id: text, count: 1, sites: [text] })),
  };
}

function withTexts<T>(value: T, fields: ReadonlySet<string>, texts: () => string): T {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, fields, texts)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    typeof item === "string" && fields.has(key) ? texts() : withTexts(item, fields, texts),
  ]);
  return Object.fromEntries(entries) as T;
}

function endless(list: readonly string[]): () => string {
  let next = 0;
  return () => list[next++ % list.length]!;
}
