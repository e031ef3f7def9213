/**
 * @file Writes test/fixtures/records: records of a healthy run, a broken one, its repair and one that overflows, with the
 * doctor's diagnosis of the broken ones; the dashboard is tested and pictured with them.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { watcher } from "../dist/cli/train/watch.js";
import { parseExperiment } from "../dist/experiment/parse.js";
import { type Job, trainExperiment } from "../dist/train/node/session.js";
import { viewsOfRun } from "../dist/views/node/viewsOfRun.js";

const fixtures: string = fileURLToPath(new URL("../test/fixtures/records", import.meta.url));
const cli: string = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const working: string = mkdtempSync(join(tmpdir(), "evenkeel-runs-"));

/** So many pictures are enough to see that they are drawn. */
const mostTiles = 24;
const mostWrong = 40;

interface Recipe {
  readonly name: string;
  readonly learningRate: number;
  readonly inputScaling: "unit" | "none";
  readonly rewrites?: "off";
  readonly diagnosed: boolean;
  readonly viewed: boolean;
}

const recipes: readonly Recipe[] = [
  { name: "healthy", learningRate: 0.1, inputScaling: "unit", diagnosed: false, viewed: true },
  { name: "broken", learningRate: 2, inputScaling: "unit", diagnosed: true, viewed: true },
  { name: "repaired", learningRate: 0.2, inputScaling: "unit", diagnosed: false, viewed: false },
  { name: "diverged", learningRate: 0.1, inputScaling: "none", rewrites: "off", diagnosed: false, viewed: false },
];

const dense = (units: number, activation: string): object => ({ type: "dense", units, activation, init: "he-normal" });

function experimentOf({ learningRate, inputScaling, rewrites = undefined }: Recipe): object {
  return {
    data: { source: "mnist", limit: 20_000, inputScaling, validation: { fraction: 0.1 } },
    model: [dense(128, "relu"), dense(64, "relu"), dense(10, "linear")],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate },
    batchSize: 128,
    epochs: 3,
    seed: 42,
    ...(rewrites && { rewrites }),
  };
}

for (const recipe of recipes) {
  const out = join(working, recipe.name);
  const experiment = experimentOf(recipe);
  const { watch } = watcher();
  const job: Job = { experiment: parseExperiment(experiment), origin: { baseFolder: working } } as Job;
  await trainExperiment(job, { folder: { out }, health: "close", watch });
  mkdirSync(join(fixtures, recipe.name), { recursive: true });
  writeFileSync(
    join(fixtures, recipe.name, "record.jsonl"),
    withoutPlaces(readFileSync(join(out, "record.jsonl"), "utf8")),
  );
  if (recipe.diagnosed) diagnose(recipe.name, experiment);
  if (recipe.viewed) await view(recipe.name, job, out);
}

async function view(name: string, job: Job, folder: string): Promise<void> {
  const views = await viewsOfRun(job, folder);
  if (!views) return;
  const tiles = views.tiles
    .slice(0, mostTiles)
    .map((tile) => ({ ...tile, values: tile.values.map((x) => Number(x.toFixed(2))) }));
  const kept = { ...views, wrong: views.wrong.slice(0, mostWrong), tiles };
  writeFileSync(join(fixtures, name, "views.json"), JSON.stringify(kept));
}

/** Where this machine keeps things is no part of a fixture. */
function withoutPlaces(text: string): string {
  const root = fileURLToPath(new URL("..", import.meta.url));
  return text.replaceAll(`${working}/`, "runs/").replaceAll(root, "");
}

function diagnose(name: string, experiment: object): void {
  const file = join(working, `${name}.json`);
  writeFileSync(file, JSON.stringify(experiment));
  const told = spawnSync("node", [cli, "doctor", file, "--json", "--budget", "60"], { encoding: "utf8" });
  writeFileSync(join(fixtures, name, "diagnosis.json"), withoutPlaces(told.stdout));
}
