/** @file Trains every entry of the zoo and its base from three seeds: the base reaches the goal, the entry fails it. */
import { type Engine, experimentHash, ortNodeEngine } from "evenkeel";
import { bases } from "../../test/zoo/bases.ts";
import { type Entry, experimentWith, type Fault, formulasWith, zooFolder } from "../../test/zoo/entry.ts";
import { healthy } from "../../test/zoo/healthy.ts";
import { planted } from "../../test/zoo/planted.ts";
import { type Proof, type Results, results } from "../../test/zoo/results.ts";
import { trainOnce } from "../../test/zoo/train.ts";
import { writeJson } from "./files.ts";

const cache = new Map<string, unknown>();
/** Numbers of the first seeds. */
const seeds = [0, 1, 2];

export async function prove(file: string): Promise<void> {
  const engine = await ortNodeEngine({ threads: 1, spinning: false });
  const entries: Record<string, Proof> = {};
  for (const base of bases) entries[base.id] = await proofOf(engine, { id: base.id, base, faults: [] }, [], seeds);
  for (const entry of healthy) entries[entry.id] = await proofOf(engine, entry, [], [entry.seed]);
  for (const entry of planted) {
    entries[entry.id] = await proofOf(engine, entry, entry.faults, seeds);
    if (entry.faults.length === 1) continue;
    for (const fault of entry.faults) {
      entries[`${entry.id}: only ${fault.cause}`] = await proofOf(engine, entry, [fault], seeds);
    }
  }
  await engine.dispose();
  const proved: Results = { node: process.version, engine: String(engine.facts.version), entries };
  writeJson(file, proved);
}

async function proofOf(engine: Engine, entry: Entry, faults: readonly Fault[], of: readonly number[]): Promise<Proof> {
  const experiment = experimentHash(experimentWith(entry, faults, of[0]!));
  const name = faults.length < entry.faults.length ? `${entry.id}: only ${faults[0]!.cause}` : entry.id;
  const known = results.entries[name];
  // A program's formulas are no part of the hash.
  if (known?.experiment === experiment && known.seeds === of.length && !entry.base.program) return known;
  const runs = [];
  for (const seed of of) {
    const options = { baseFolder: zooFolder, formulas: formulasWith(entry, faults), cache };
    runs.push(await trainOnce(engine, experimentWith(entry, faults, seed), options));
  }
  const passed = runs.filter((run) => run.passed).length;
  const scores = runs.map(({ score, stopped }) => (stopped === "done" ? Number(score.toPrecision(4)) : stopped));
  console.error(`${name}: ${passed}/${of.length}  ${scores.join(" ")}`);
  return { experiment, passed, seeds: of.length, scores };
}
