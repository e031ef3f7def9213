/**
 * @file How a long run opens and moves in the page: one HTML file with 100,000 steps and 40 series, in Chromium on this
 * machine, where everything is painted in software. To the first whole picture, and for each of the frames in which a
 * script zooms or moves the hovered step: seconds by the clock, and of work of the page's thread, which other programs
 * hardly change. `node --import ./dist/cli/typescript.js bench/page.ts [rounds]`, after a build.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { HealthEvent, RunEvent, StepEvent } from "../src/record/events.ts";
import { thinSteps } from "../src/record/thinning.ts";
import { exportPage } from "../src/ui/exportPage.ts";
import { launchChromium } from "../test/browser/chromium.ts";
import { recordedEvents, writeRun } from "../test/ui/runs.ts";

const rounds = Number(process.argv[2] ?? 5);
const steps = 100_000;
const built = fileURLToPath(new URL("../dist/web/run.html", import.meta.url));

/** Layers with nine series each; with the cost, the rate and the logits that is 40. */
const layers = 4;

function health(like: HealthEvent, step: number): HealthEvent {
  const wave = 1 + 0.3 * Math.sin(step / 3000) + 0.2 * Math.sin(step * 12.9898);
  const layer = { ...like.layers[0]!, gradientNorm: wave, weightNorm: 10 + wave, updateRatio: wave / 300 };
  const named = Array.from({ length: layers }, (_, i) => ({
    ...layer,
    name: `dense${i}`,
    gradientNorm: wave / (i + 1),
  }));
  return { ...like, step, layers: named, largestLogit: 10 * wave, largestLogitGap: 9 * wave };
}

/** @param every steps between measurements of health */
function eventsOf(every: number, thinned: boolean): RunEvent[] {
  const recorded = recordedEvents("healthy");
  const like = recorded.find((event): event is HealthEvent => event.t === "health")!;
  const all = Array.from({ length: steps }, (_, step): StepEvent => {
    const cost = 2.3 / Math.sqrt(1 + step / 50) + 0.1 * Math.abs(Math.sin(step * 12.9898));
    return { t: "step", step, epoch: 0, cost, learningRate: 0.1 };
  });
  const measured = Array.from({ length: Math.floor(steps / every) }, (_, i) => health(like, (i + 1) * every));
  return [recorded[0]!, ...measured, ...(thinned ? thinSteps(all) : all)];
}

interface Measured {
  /** Milliseconds to the first whole picture. */
  readonly opened: number;
  /** The same, of the page's own work. */
  readonly work: number;
  readonly frame: number;
  readonly frameWork: number;
}

/** Milliseconds that the page's thread has worked. */
async function workOf(page: Page): Promise<() => Promise<number>> {
  const metrics = await page.context().newCDPSession(page);
  await metrics.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics: all } = await metrics.send("Performance.getMetrics");
    return 1000 * all.find(({ name }) => name === "TaskDuration")!.value;
  };
}

async function measure(browser: Browser, address: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const worked = await workOf(page);
    await page.goto(address, { waitUntil: "commit" });
    await page.locator(".panel-activations .says").waitFor({ timeout: 120_000 });
    const opened = await page.evaluate(async () => {
      for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now();
    });
    const work = await worked();
    // Zooms in and out again by eight halvings, then moves the hovered step: a key each frame, as one is held down.
    const [milliseconds, frames] = await page.evaluate(async () => {
      const zooms = [..."++++++++--------++++++++--------++++++++--------"];
      const keys = [...zooms, ...Array<string>(60).fill("ArrowRight")];
      const began = performance.now();
      for (const key of keys) {
        document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return [performance.now() - began, keys.length] as const;
    });
    return { opened, work, frame: milliseconds / frames, frameWork: ((await worked()) - work) / frames };
  } finally {
    await page.close();
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-page-"));
const browser = await launchChromium("none");
const cases: readonly (readonly [name: string, every: number, thinned: boolean])[] = [
  ["thinned steps, 400 measurements", 250, true],
  ["all steps, 400 measurements", 250, false],
  ["all steps, 10,000 measurements", 10, false],
];
for (const [name, every, thinned] of cases) {
  const run = writeRun(folder, name, eventsOf(every, thinned));
  const file = join(folder, `${every}-${thinned}.html`);
  writeFileSync(file, await exportPage({ folder: run, state: "done", views: null }, readFileSync(built, "utf8")));
  const turns: Measured[] = [];
  for (let i = 0; i < rounds; i++) turns.push(await measure(browser, pathToFileURL(file).href));
  const of = (read: (turn: Measured) => number): number => median(turns.map(read));
  const size = (statSync(file).size / 1e6).toFixed(1);
  const open = `open in ${of((turn) => turn.opened).toFixed(0)} ms, work ${of((turn) => turn.work).toFixed(0)} ms`;
  const frame = `a frame ${of((turn) => turn.frame).toFixed(1)} ms, work ${of((turn) => turn.frameWork).toFixed(1)} ms`;
  console.log(`${name} (${size} MB): ${open}; ${frame}`);
}
await browser.close();
rmSync(folder, { recursive: true });
