/** @file What a baseline sees of a run: the experiment, statistics of the data and the record. */
import type { Engine, Experiment } from "evenkeel";
import { featureCount } from "../../dist/data/dataset.js";
import { loadDataset } from "../../dist/data/node/load.js";
import { inputStatistics, targetStatistics } from "../../dist/data/statistics.js";
import type { EpochEvent, HealthEvent, LayerHealth } from "../../dist/record/events.js";
import { EvenkeelError } from "../../dist/util/errors.js";
import { trainOnce } from "../../test/zoo/train.ts";
import type { Case } from "./case.ts";

interface Extent {
  readonly min: number;
  readonly max: number;
}

export interface Observed {
  readonly experiment: Experiment;
  /** A program: the tools look at layers, of which there are none. */
  readonly isProgram: boolean;
  readonly inputsAsFed: Extent;
  readonly targetsAsFed: Extent;
  /** Examples of each class, where the targets are classes. */
  readonly counts: readonly number[] | null;
  readonly costs: readonly number[];
  readonly epochs: readonly EpochEvent[];
  readonly health: readonly HealthEvent[];
  readonly diverged: boolean;
  readonly refused: boolean;
  readonly passed: boolean;
  readonly score: number;
}

export async function observe(
  engine: Engine,
  { baseFolder, formulas }: Case,
  experiment: Experiment,
  { cache, most }: { readonly cache: Map<string, unknown>; readonly most: number },
): Promise<Observed> {
  const trained = await trainOnce(engine, experiment, { baseFolder, formulas, cache, most, health: true });
  const { events } = trained;
  return {
    experiment,
    isProgram: formulas !== null,
    ...extents(experiment, baseFolder, cache),
    costs: events.flatMap((event) => (event.t === "step" ? [event.cost] : [])),
    epochs: events.flatMap((event) => (event.t === "epoch" ? [event] : [])),
    health: events.flatMap((event) => (event.t === "health" ? [event] : [])),
    diverged: trained.stopped === "diverged",
    refused: trained.stopped === "refused",
    passed: trained.passed,
    score: trained.score,
  };
}

type Extents = Pick<Observed, "inputsAsFed" | "targetsAsFed" | "counts">;
const unknown: Extents = {
  inputsAsFed: { min: Number.NaN, max: Number.NaN },
  targetsAsFed: { min: Number.NaN, max: Number.NaN },
  counts: null,
};

function extents({ data, seed, precision }: Experiment, baseFolder: string, cache: Map<string, unknown>): Extents {
  try {
    const { train, inputScaling, targetScaling } = loadDataset(data, { baseFolder, seed, precision, cache });
    const { targets } = train;
    const width = featureCount(train.inputs);
    const inputsAsFed = scaled(inputStatistics(train.inputs), inputScaling, width);
    if (targets.kind === "labels") {
      const counts = new Array<number>(targets.classes).fill(0);
      for (const label of targets.labels) counts[label]!++;
      return { inputsAsFed, targetsAsFed: { min: 0, max: 1 }, counts };
    }
    const targetsAsFed = scaled(targetStatistics(targets), targetScaling, targets.width);
    return { inputsAsFed, targetsAsFed, counts: binaryCounts(targets.data, targets.width) };
  } catch (error) {
    if (error instanceof EvenkeelError) return unknown;
    throw error;
  }
}

interface Scaling {
  readonly subtract: Float64Array | number;
  readonly multiply: Float64Array | number;
}

function scaled(
  { min, max }: { readonly min: Float64Array; readonly max: Float64Array },
  { subtract, multiply }: Scaling,
  width: number,
): Extent {
  const at = (list: Float64Array | number, j: number): number => (typeof list === "number" ? list : list[j]!);
  const columns = Array.from({ length: width }, (_, j) => j);
  const put = (x: number, j: number): number => (x - at(subtract, j)) * at(multiply, j);
  return {
    min: columns.reduce((least, j) => Math.min(least, put(min[j]!, j)), Number.POSITIVE_INFINITY),
    max: columns.reduce((most, j) => Math.max(most, put(max[j]!, j)), Number.NEGATIVE_INFINITY),
  };
}

function binaryCounts(values: ArrayLike<number>, width: number): number[] | null {
  if (width !== 1) return null;
  const list = Array.from(values);
  if (!list.every((x) => x === 0 || x === 1)) return null;
  const ones = list.filter((x) => x === 1).length;
  return [list.length - ones, ones];
}

/** The measurements of the layer with index `i` among those with weights. */
export const layerCourse = ({ health }: Observed, i: number): LayerHealth[] =>
  health.flatMap(({ layers }) => layers.at(i) ?? []);
