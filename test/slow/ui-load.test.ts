/** @file The server under connections that ask for much, say little or read nothing: it answers others, in little memory. */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { listen, type Visitor, visit } from "../ui/events.ts";
import { ask, opened, request } from "../ui/raw.ts";
import { recordedEvents, writeRun } from "../ui/runs.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const within = mkdtempSync(join(tmpdir(), "evenkeel-load-"));
const megabyte = 1024 * 1024;
let server: ChildProcess;
let visitor: Visitor;
let folder = "";
let sockets: Socket[] = [];

beforeAll(async () => {
  folder = writeRun(within, "run", recordedEvents("healthy"));
  server = spawn(process.execPath, [main, "ui", within, "--no-open", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const link = await new Promise<string>((resolve) => {
    server.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const found = /http\S+/.exec(text)?.[0];
      if (found) resolve(found);
    });
  });
  visitor = await visit(link);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});
afterAll(async () => {
  const ended = new Promise((resolve) => server.on("close", resolve));
  server.kill("SIGINT");
  expect(await ended).toBe(0);
  rmSync(within, { recursive: true, force: true });
});

/** Of the server, in MB. */
function memory(): number {
  const pages = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))![1]);
  return pages / 1024;
}

/** That the list of runs is there, within what a busy machine may take. */
async function expectAnswer(): Promise<void> {
  const { status } = await ask(visitor.port, request("GET", "/api/runs", headers()), 20_000);
  expect(status).toBe(200);
}

const headers = (...more: string[]): string[] => [
  `Host: 127.0.0.1:${visitor.port}`,
  `Cookie: ${visitor.cookie}`,
  ...more,
];

async function connect(count: number, text: string): Promise<Socket[]> {
  const made: Socket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = await opened(visitor.port);
    socket.on("error", () => {});
    if (text !== "") socket.write(text);
    made.push(socket);
  }
  sockets.push(...made);
  return made;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const onLinux = test.skipIf(process.platform !== "linux");

onLinux("500 readers that wait cost little and are all told; one more than the most is refused", async () => {
  const before = memory();
  const readers = await Promise.all(Array.from({ length: 500 }, () => listen(visitor, "/api/runs/run/stream")));
  for (const reader of readers) await reader.until(({ lines }) => lines.length > 0, 20_000);
  await expectAnswer();
  appendFileSync(join(folder, "record.jsonl"), '{"v":1,"t":"other"}\n');
  for (const reader of readers) await reader.until(({ lines }) => lines.at(-1) === '{"v":1,"t":"other"}', 20_000);
  expect(memory() - before).toBeLessThan(150);
  const more = await Promise.all(Array.from({ length: 20 }, () => listen(visitor, "/api/runs/run/stream")));
  expect(more.map(({ status }) => status).filter((status) => status === 503).length).toBe(8);
  for (const reader of [...readers, ...more]) reader.close();
  await pause(300);
});

onLinux(
  "readers that take nothing are dropped, and what waits for them is bounded",
  async () => {
    const big = writeRun(within, "big", recordedEvents("healthy"));
    const line = `{"v":1,"t":"other","text":"${"x".repeat(1000)}"}\n`;
    for (let i = 0; i < 40; i++) appendFileSync(join(big, "record.jsonl"), line.repeat(1000));
    const before = memory();
    const deaf = await connect(100, request("GET", "/api/runs/big/stream", headers()));
    for (const socket of deaf) socket.pause();
    let most = 0;
    const closed = (): number => deaf.filter((socket) => socket.destroyed || socket.closed).length;
    // 100 readers are sent a message each 0.3 s: what the system holds for them is full after some 20 s, and 10 s later they go.
    const end = performance.now() + 90_000;
    while (performance.now() < end && closed() < 100) {
      most = Math.max(most, memory() - before);
      await expectAnswer();
      await pause(500);
      // A socket that is not read does not see its end: it is looked at now and then.
      if (performance.now() > end - 14_000) for (const socket of deaf) socket.resume();
    }
    expect(most).toBeLessThan(300);
    expect(closed()).toBe(100);
    const reader = await listen(visitor, "/api/runs/big/stream");
    await reader.until(({ lines }) => lines.length > 40_000, 20_000);
    reader.close();
  },
  150_000,
);

onLinux(
  "connections that send their head slowly or never are closed, and keep nobody out",
  async () => {
    const slow = await connect(150, "GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1");
    const mute = await connect(150, "");
    const halves = await connect(
      50,
      `${request("POST", "/api/runs/run/actions/stop", headers("Content-Type: application/json", "Content-Length: 60000"))}{`,
    );
    const drip = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write("x");
    }, 500);
    await expectAnswer();
    const all = [...slow, ...mute, ...halves];
    for (const socket of all) socket.resume();
    const end = performance.now() + 20_000;
    while (performance.now() < end && all.some((socket) => !socket.closed)) await pause(200);
    clearInterval(drip);
    expect([slow, mute, halves].map((each) => each.filter((socket) => !socket.closed).length)).toEqual([0, 0, 0]);
  },
  60_000,
);

onLinux("a body of a gigabyte is refused before it is sent, and is not read when it comes all the same", async () => {
  const before = memory();
  const head = request(
    "POST",
    "/api/runs/run/actions/stop",
    headers("Content-Type: application/json", `Content-Length: ${1024 * megabyte}`),
  );
  const [socket] = await connect(1, head);
  const piece = Buffer.alloc(megabyte, 120);
  let sent = 0;
  const closed = new Promise<void>((resolve) => socket!.on("close", () => resolve()));
  socket!.resume();
  const send = (): void => {
    while (!socket!.destroyed && sent < 1024) {
      sent++;
      if (!socket!.write(piece)) return void socket!.once("drain", send);
    }
  };
  send();
  await Promise.race([closed, pause(10_000)]);
  expect(sent).toBeLessThan(200);
  expect(memory() - before).toBeLessThan(60);
  await expectAnswer();
});

onLinux("100,000 headers, one endless header and an endless address are cut off", async () => {
  const before = memory();
  const many = Array.from({ length: 100_000 }, (_, i) => `X-${i}: ${i}`);
  expect((await ask(visitor.port, request("GET", "/api/runs", [...headers(), ...many]))).status).toBe(431);
  expect((await ask(visitor.port, request("GET", "/api/runs", headers(`X: ${"x".repeat(megabyte)}`)))).status).toBe(
    431,
  );
  expect([414, 431]).toContain((await ask(visitor.port, request("GET", `/${"x".repeat(10_000)}`, headers()))).status);
  expect((await ask(visitor.port, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")).status).toBe(400);
  expect(memory() - before).toBeLessThan(60);
  await expectAnswer();
});
