/**
 * @file What the dashboard costs a run: the same training without it, with its server, and with a page that follows it, in
 * turns. `node --import ./dist/cli/typescript.js bench/ui.ts [rounds] [epochs]`, after a build.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listen, visit } from "../test/ui/events.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const [rounds = 5, epochs = 4] = process.argv.slice(2).map(Number);
const ways = ["without", "server", "page", "20 pages"] as const;
type Way = (typeof ways)[number];

const pages: Readonly<Record<Way, number>> = { without: 0, server: 0, page: 1, "20 pages": 20 };

/** Seconds of training, as the run itself says. */
async function train(way: Way, cwd: string, number: number): Promise<number> {
  const ui = way === "without" ? [] : ["--ui", "--no-open"];
  const args = ["train", "mnist", "--epochs", String(epochs), "--threads", "1", "--json", "--out", `run${number}`];
  const child = spawn(process.execPath, [main, ...args, ...ui], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let told = "";
  let opened = false;
  child.stderr.setEncoding("utf8").on("data", async (text: string) => {
    told += text;
    const link = /http:\S+token=\S+/.exec(told)?.[0];
    if (!link || opened) return;
    opened = true;
    const visitor = await visit(link);
    for (let i = 0; i < pages[way]; i++) await listen(visitor, `/api/runs/run${number}/stream`);
  });
  let out = "";
  let seconds = Number.NaN;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (out + text).split("\n");
    out = lines.pop()!;
    for (const line of lines) {
      if (!line.includes('"t":"end"')) continue;
      seconds = (JSON.parse(line) as { seconds: number }).seconds;
      if (ui.length > 0) child.kill("SIGINT");
    }
  });
  await ended;
  return seconds;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const cwd = mkdtempSync(join(tmpdir(), "evenkeel-bench-ui-"));
const times = new Map<Way, number[]>(ways.map((way) => [way, []]));
let number = 0;
for (let round = 0; round < rounds; round++) {
  // Each round begins with another way, so that none always comes first.
  for (let i = 0; i < ways.length; i++) {
    const way = ways[(i + round) % ways.length]!;
    times.get(way)!.push(await train(way, cwd, number++));
  }
}
rmSync(cwd, { recursive: true });
const base = median(times.get("without")!);
for (const [way, seconds] of times) {
  const list = seconds.map((s) => s.toFixed(2)).join("  ");
  const least = Math.min(...seconds) / Math.min(...times.get("without")!);
  const ratios = `median ${(median(seconds) / base).toFixed(3)} ×, least ${least.toFixed(3)} ×`;
  console.log(`${way.padEnd(9)} ${median(seconds).toFixed(2)} s  ${ratios}   (${list})`);
}
