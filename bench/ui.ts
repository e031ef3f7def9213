/**
 * @file What the dashboard costs a run: the same training without it, with its server, with a page that follows it (in
 * Chromium, or only its connection), in turns: seconds of training as the run says, and seconds of processor time of its
 * process, which other work on the machine does not change much (Linux only).
 * `node --import ./dist/cli/typescript.js bench/ui.ts [rounds] [epochs] [ways]`, after a build.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../test/browser/chromium.ts";
import { listen, visit } from "../test/ui/events.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const [rounds = 5, epochs = 4] = process.argv.slice(2, 4).map(Number);
const ways = (process.argv[4] ?? "without,server,chromium,500 connections").split(",");

/** Connections that follow the run, beside Chromium's. */
const connections: Readonly<Record<string, number>> = { connection: 1, "500 connections": 500 };
const chromium = ways.includes("chromium") ? await launchChromium("none") : null;

interface Cost {
  readonly seconds: number;
  readonly processor: number;
}

/** Of the whole process so far, in seconds; ticks are hundredths. */
function processorTime(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function open(way: string, link: string, run: string): Promise<void> {
  if (way === "chromium") {
    const page = await chromium!.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(link);
    return;
  }
  const count = connections[way] ?? 0;
  if (count === 0) return;
  const visitor = await visit(link);
  for (let i = 0; i < count; i++) await listen(visitor, `/api/runs/${run}/stream`);
}

async function train(way: string, cwd: string, number: number): Promise<Cost> {
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
    await open(way, link, `run${number}`);
  });
  let out = "";
  let [seconds, processor] = [Number.NaN, Number.NaN];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (out + text).split("\n");
    out = lines.pop()!;
    for (const line of lines) {
      if (!line.includes('"t":"end"')) continue;
      seconds = (JSON.parse(line) as { seconds: number }).seconds;
      processor = processorTime(child.pid!);
      if (ui.length > 0) child.kill("SIGINT");
    }
  });
  await ended;
  for (const context of chromium?.contexts() ?? []) await context.close();
  return { seconds, processor };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const cwd = mkdtempSync(join(tmpdir(), "evenkeel-bench-ui-"));
const costs = new Map<string, Cost[]>(ways.map((way) => [way, []]));
let number = 0;
for (let round = 0; round < rounds; round++) {
  // Each round begins with another way, so that none always comes first.
  for (let i = 0; i < ways.length; i++) {
    const way = ways[(i + round) % ways.length]!;
    costs.get(way)!.push(await train(way, cwd, number++));
  }
}
await chromium?.close();
rmSync(cwd, { recursive: true });
for (const quantity of ["seconds", "processor"] as const) {
  const base = median(costs.get(ways[0]!)!.map((cost) => cost[quantity]));
  for (const [way, list] of costs) {
    const values = list.map((cost) => cost[quantity]);
    const all = values.map((s) => s.toFixed(2)).join("  ");
    const middle = median(values);
    console.log(
      `${quantity.padEnd(9)} ${way.padEnd(15)} ${middle.toFixed(2)} s  ${(middle / base).toFixed(3)} ×   (${all})`,
    );
  }
}
