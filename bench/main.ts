/**
 * @file Runs every contestant on the same work, in turns, and writes the table: medians, ratios, and how far from the
 * machine's own matrix product. `npm run bench -- --help` lists the options.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { type Contestant, contestants } from "./contestants.ts";
import { table } from "./table.ts";
import { batches, type Measured, optimizers } from "./workload.ts";

const run = promisify(execFile);
const folder = fileURLToPath(new URL(".", import.meta.url));

const { values: options } = parseArgs({
  options: {
    batch: { type: "string", default: batches.join(",") },
    optimizer: { type: "string", default: optimizers.join(",") },
    peers: { type: "string", default: contestants.map(({ name }) => name).join(",") },
    rounds: { type: "string", default: "3" },
    "max-seconds": { type: "string", default: "20" },
    out: { type: "string", default: "bench/results/latest.json" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`npm run bench -- [options]
  --batch full,4096,512,128,32   batch sizes
  --optimizer sgd,momentum,adam
  --peers ${contestants.map(({ name }) => name).join(",")}
  --rounds 3                     each contestant's turn comes so many times; medians are reported
  --max-seconds 20               slow contestants stop an epoch after this and scale
  --out FILE                     all numbers as JSON
Peers need their programs: see bench/peers/README.md. One that cannot run is left out, with the reason.`);
  process.exit(0);
}

const chosen = contestants.filter(({ name }) => options.peers.split(",").includes(name));
const cores = availableParallelism();
const results: Measured[] = [];
const absentPeers = new Map<string, string>();

async function measure(
  { name, command, fixedThreads }: Contestant,
  args: readonly string[],
  asked: Pick<Measured, "batch" | "optimizer"> = {},
): Promise<Measured | null> {
  if (absentPeers.has(name)) return null;
  const [program, ...first] = command;
  const threads = fixedThreads ?? cores;
  try {
    const { stdout } = await run(program!, [...first, ...args, "--threads", String(threads)], {
      cwd: folder,
      maxBuffer: 1 << 24,
      timeout: 15 * 60_000,
    });
    const line = JSON.parse(stdout.trim().split("\n").at(-1)!) as Measured;
    const result = { ...line, ...asked, peer: name };
    results.push(result);
    return result;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    absentPeers.set(name, (stderr?.trim().split("\n").at(-1) || message).slice(0, 200));
    console.error(`${name} left out: ${absentPeers.get(name)}`);
    return null;
  }
}

const say = (text: string): void => console.error(text);

for (const contestant of chosen.filter(({ gemm }) => gemm)) {
  const line = await measure(contestant, ["--gemm"]);
  if (line) say(`${contestant.name}: product of 2048 × 2048 matrices ${line.gemmGflops?.toFixed(0)} GFLOP/s`);
}
for (const batch of options.batch.split(",")) {
  for (const optimizer of options.optimizer.split(",")) {
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const contestant of chosen.filter((c) => c.slow !== true || round === 0)) {
        if (contestant.skips?.(batch, optimizer)) continue;
        const limits = contestant.slow ? ["--max-seconds", options["max-seconds"]] : [];
        const line = await measure(contestant, ["--batch", batch, "--optimizer", optimizer, ...limits], {
          batch,
          optimizer,
        });
        if (line)
          say(
            `${contestant.name} ${batch} ${optimizer}: ${line.secondsPerEpoch?.map((s) => s.toFixed(2)).join(" ")} s`,
          );
      }
    }
  }
}
for (let round = 0; round < Number(options.rounds); round++) {
  for (const contestant of chosen.filter(({ timesToAccuracy }) => timesToAccuracy)) {
    await measure(contestant, ["--time-to-accuracy", "0.98"]);
  }
}

const machine = { cpu: cpus()[0]?.model ?? "unknown", cores, node: process.version, date: new Date().toISOString() };
mkdirSync(fileURLToPath(new URL("results", import.meta.url)), { recursive: true });
writeFileSync(
  options.out,
  `${JSON.stringify({ machine, results, absent: Object.fromEntries(absentPeers) }, null, 1)}\n`,
);
console.log(table(machine, results));
