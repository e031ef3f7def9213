/** @file A run as a page follows it: every line once and in order, whatever is cut, restarted or slow. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, type Visitor, visit } from "../../test/ui/events.ts";
import { recordedEvents, writeRun } from "../../test/ui/runs.ts";
import { eventLine } from "../record/lines.ts";
import { lockRun } from "../train/node/lock.ts";
import { startUi, type UiServer } from "./server.ts";

const within = mkdtempSync(join(tmpdir(), "evenkeel-stream-"));
const events = recordedEvents("healthy");
let server: UiServer;
let visitor: Visitor;

beforeAll(async () => {
  server = await startUi({
    folder: within,
    port: 0,
    start: () => ({ finished: new Promise(() => {}), send: () => {}, stop: () => {} }),
  });
  visitor = await visit(server.link());
});
afterAll(async () => {
  await server.close();
  rmSync(within, { recursive: true, force: true });
});

const stream = (id: string): string => `/api/runs/${encodeURIComponent(id)}/stream`;
const recordOf = (folder: string): string => join(folder, "record.jsonl");
const linesIn = (folder: string): string[] => readFileSync(recordOf(folder), "utf8").trimEnd().split("\n");

test("a saved run comes whole, with the place to go on from and how it ended", async () => {
  const folder = writeRun(within, "saved", events);
  const reader = await listen(visitor, stream("saved"));
  await reader.until(({ messages }) => messages.some(({ event }) => event === "state"));
  expect(reader.lines).toEqual(linesIn(folder));
  expect(reader.messages[0]!.id).toBe(String(readFileSync(recordOf(folder)).length));
  expect(reader.messages.at(-1)).toMatchObject({ event: "state", data: { state: "done" } });
  reader.close();
});

test("a run that grows in pieces of any size comes line by line, once and in order, to all readers", async () => {
  const folder = writeRun(within, "live", events.slice(0, 1));
  const release = lockRun(folder);
  const early = await listen(visitor, stream("live"));
  await early.until(({ lines }) => lines.length === 1);
  const text = Buffer.from(events.slice(1, 400).map(eventLine).join(""));
  let late: Awaited<ReturnType<typeof listen>> | null = null;
  for (let at = 0, size = 1; at < text.length; at += size, size = 1 + ((size * 7919) % 5000)) {
    appendFileSync(recordOf(folder), text.subarray(at, at + size));
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (at > text.length / 2) late ??= await listen(visitor, stream("live"));
  }
  for (const reader of [early, late!]) {
    await reader.until(({ lines }) => lines.length === 400);
    expect(reader.lines).toEqual(linesIn(folder));
  }
  expect(early.messages.filter(({ event }) => event === "lines").length).toBeGreaterThan(2);
  release();
  await early.until(({ messages }) => messages.at(-1)!.event === "state" && messages.length > 3);
  expect(early.messages.filter(({ event }) => event === "state").map(({ data }) => data)).toEqual([
    { state: "running" },
    { state: "killed" },
  ]);
  early.close();
  late!.close();
});

test("at most ten messages a second are sent", async () => {
  const folder = writeRun(within, "fast", events.slice(0, 1));
  const reader = await listen(visitor, stream("fast"));
  await reader.until(({ lines }) => lines.length === 1);
  const line = eventLine(events.find(({ t }) => t === "step")!);
  const end = performance.now() + 1500;
  while (performance.now() < end) {
    appendFileSync(recordOf(folder), line);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await reader.until(({ lines }) => lines.length === linesIn(folder).length);
  const times = reader.messages.map(({ at }) => at);
  for (const [i, at] of times.entries()) {
    // The tenth message after one comes a second later, or nearly: a timer of this process may be late.
    if (i >= 10) expect(at - times[i - 10]!).toBeGreaterThan(900);
  }
  expect(times.length).toBeGreaterThan(5);
  reader.close();
});

describe("a reader that comes back", () => {
  test("goes on behind its last line, by the header that browsers send or by the address", async () => {
    const folder = writeRun(within, "back", events.slice(0, 300));
    const first = await listen(visitor, stream("back"));
    await first.until(({ lines }) => lines.length === 300);
    const { id } = first.messages.findLast(({ event }) => event === "lines")!;
    first.close();
    appendFileSync(recordOf(folder), events.slice(300, 320).map(eventLine).join(""));
    const again = [
      await listen(visitor, stream("back"), { "last-event-id": id! }),
      await listen(visitor, `${stream("back")}?from=${id}`),
    ];
    for (const reader of again) {
      await reader.until(({ lines }) => lines.length === 20);
      expect(reader.lines).toEqual(linesIn(folder).slice(300));
      reader.close();
    }
  });
  test("within a line gets the next whole one", async () => {
    const folder = writeRun(within, "middle", events.slice(0, 5));
    const reader = await listen(visitor, `${stream("middle")}?from=10`);
    await reader.until(({ lines }) => lines.length === 4);
    expect(reader.lines).toEqual(linesIn(folder).slice(1));
    reader.close();
  });
  test("with a place that is none is refused", async () => {
    writeRun(within, "none", events.slice(0, 5));
    for (const from of ["-1", "1.5", "x", "1e3", "99999999999999999999", "0x10", " 1"]) {
      const reader = await listen(visitor, `${stream("none")}?from=${encodeURIComponent(from)}`);
      expect([from, reader.status]).toEqual([from, 400]);
      reader.close();
    }
  });
});

test("a line that was cut off by a crash is not sent, and what a resumed run writes in its place is", async () => {
  const folder = writeRun(within, "torn", events.slice(0, 3));
  appendFileSync(recordOf(folder), '{"v":1,"t":"st');
  const reader = await listen(visitor, stream("torn"));
  await reader.until(({ lines }) => lines.length === 3);
  const whole = readFileSync(recordOf(folder)).lastIndexOf(10) + 1;
  truncateSync(recordOf(folder), whole);
  appendFileSync(recordOf(folder), events.slice(3, 6).map(eventLine).join(""));
  await reader.until(({ lines }) => lines.length === 6);
  expect(reader.lines).toEqual(linesIn(folder));
  reader.close();
});

test("a record that was replaced by a shorter one is sent from its beginning, after a reset", async () => {
  const folder = writeRun(within, "replaced", events.slice(0, 50));
  const reader = await listen(visitor, stream("replaced"));
  await reader.until(({ lines }) => lines.length === 50);
  writeFileSync(recordOf(folder), events.slice(0, 2).map(eventLine).join(""));
  await reader.until(({ lines }) => lines.length === 52);
  expect(reader.messages.some(({ event }) => event === "reset")).toBe(true);
  reader.close();
});

test("lines that are longer than a message and texts in any alphabet arrive as they are", async () => {
  const start = events[0]!;
  const long = {
    t: "finding",
    id: "x",
    step: 1,
    message: "ä€🙂\u2028".repeat(400_000),
    where: null,
    remedy: null,
  } as const;
  const folder = writeRun(within, "größe 数字", [start, long]);
  const reader = await listen(visitor, stream("größe 数字"));
  await reader.until(({ lines }) => lines.length === 2);
  expect(reader.lines).toEqual(linesIn(folder));
  reader.close();
});

test("a record that comes later than its reader is seen", async () => {
  const folder = writeRun(within, "later", events.slice(0, 2));
  const text = readFileSync(recordOf(folder));
  rmSync(recordOf(folder));
  const reader = await listen(visitor, stream("later"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(reader.lines).toEqual([]);
  writeFileSync(recordOf(folder), text);
  await reader.until(({ lines }) => lines.length === 2);
  reader.close();
});

test("a replay comes on the stream of its run, and a newer one in its place", async () => {
  const folder = writeRun(within, "with-replay", events.slice(0, 4));
  const reader = await listen(visitor, stream("with-replay"));
  await reader.until(({ lines }) => lines.length === 4);
  const replays = (): string[] =>
    reader.messages.filter(({ event }) => event === "replay").flatMap(({ data }) => data as string[]);
  mkdirSync(join(folder, "replays"));
  const first = writeRun(join(folder, "replays"), "1", events.slice(0, 10));
  await reader.until(() => replays().length === 10);
  expect(replays()).toEqual(linesIn(first));
  writeRun(join(folder, "replays"), "2", events.slice(0, 3));
  await reader.until(() => replays().length === 13);
  reader.close();
});

test("a run that is none is answered with 404", async () => {
  const reader = await listen(visitor, stream("../saved"));
  expect([400, 404]).toContain(reader.status);
  expect((await listen(visitor, stream("nowhere"))).status).toBe(404);
});
