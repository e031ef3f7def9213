/** @file The zoo's truth, trained again: every base reaches its goal, every planted run fails it, as results.json says. */
import { type Engine, ortNodeEngine } from "evenkeel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadDataset } from "../../dist/data/node/load.js";
import { bases } from "../zoo/bases.ts";
import { type Entry, experimentWith, type Fault, formulasWith, zooFolder } from "../zoo/entry.ts";
import { planted } from "../zoo/planted.ts";
import { trainOnce } from "../zoo/train.ts";

const seeds = [0, 1, 2];
const cache = new Map<string, unknown>();
let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, spinning: false });
});
afterAll(() => engine.dispose());

/** The error that says why, where a data set of the entry is not installed. */
function missing(entry: Pick<Entry, "base">): string | null {
  const { data } = experimentWith(entry, []);
  if (data.source !== "fashion-mnist") return null;
  try {
    loadDataset({ ...data, limit: 1 }, { baseFolder: zooFolder, seed: 0, cache });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const noFashion = missing({ base: bases.find(({ id }) => id === "fashion-sgd")! });
const usesFashion = ({ base }: Pick<Entry, "base">): boolean =>
  (base.experiment.data as { readonly source: string }).source === "fashion-mnist";
const known = <T extends Pick<Entry, "base">>(list: readonly T[]): T[] =>
  list.filter((entry) => noFashion === null || !usesFashion(entry));

async function passed(entry: Entry, faults: readonly Fault[]): Promise<number> {
  let count = 0;
  for (const seed of seeds) {
    const options = { baseFolder: zooFolder, formulas: formulasWith(entry, faults), cache };
    count += Number((await trainOnce(engine, experimentWith(entry, faults, seed), options)).passed);
  }
  return count;
}

test.runIf(noFashion !== null)(`entries on Fashion-MNIST are left out: ${noFashion}`, () => {
  expect(noFashion).toMatch(/Fashion-MNIST/);
});

describe("from seeds 0, 1 and 2", () => {
  test.each(known(bases.map((base) => ({ id: base.id, base, faults: [] }))))("$id reaches its goal", async (entry) => {
    expect(await passed(entry, [])).toBe(seeds.length);
  });

  test.each(known(planted))("$id fails its goal", async (entry) => {
    expect(await passed(entry, entry.faults)).toBe(0);
    for (const fault of entry.faults.length > 1 ? entry.faults : []) {
      expect(await passed(entry, [fault]), `only ${fault.cause}`).toBe(0);
    }
  });
});
