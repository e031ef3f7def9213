/**
 * @file What measurements on the model share: the model with its first weights, some examples, one run of a program.
 */
import { batchesOf, epochOrder } from "../../data/batches.ts";
import { type Dataset, exampleCount, selectExamples } from "../../data/dataset.ts";
import type { Engine, Program } from "../../engine/engine.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { TypedArray, Value } from "../../graph/dtype.ts";
import { dataNames, type ResidentData, residentData } from "../../train/inputs.ts";
import type { TrainingModel } from "../../train/model.ts";
import type { NetworkModel } from "../../train/networkModel.ts";
import type { Plan } from "../../train/plan.ts";
import type { Spread } from "./evidence.ts";

export type Values = Readonly<Record<string, Value>>;

/** An experiment that can be started, with what it starts from. */
export interface Model {
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly plan: Plan;
  /** First values of the parameters. */
  readonly initial: Values;
}

export const isNetwork = (model: TrainingModel): model is NetworkModel => "network" in model;

/** Some examples as a small data set of their own, so that no program holds the whole one. */
export interface Sample {
  readonly rows: number;
  readonly data: ResidentData;
  /** All of them, in order. */
  readonly order: Int32Array;
}

export function sampleOf({ train }: Dataset, examples: Int32Array): Sample {
  const rows = examples.length;
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  return { rows, data: residentData(selectExamples(train, examples)), order };
}

/** Numbers of the examples of the first step, at most `most` of them, and how many there are. */
export function firstBatch(
  { dataset, experiment }: Pick<Model, "dataset" | "experiment">,
  most: number,
): { readonly size: number; readonly examples: Int32Array } {
  const total = exampleCount(dataset.train);
  const { size } = batchesOf(total, experiment.batchSize);
  const order = epochOrder(total, experiment.seed, 0, experiment.data.shuffle);
  return { size, examples: order.slice(0, Math.min(size, most)) };
}

/** What a program without state reports. */
export async function runOnce(
  engine: Engine,
  program: Program,
  values: Values,
  perStep: Readonly<Record<string, TypedArray>>,
): Promise<Record<string, Value>> {
  const executable = await engine.compile(program);
  try {
    await executable.bind(values);
    return await executable.run(1, perStep);
  } finally {
    await executable.dispose();
  }
}

export const rowsOf = ({ order }: Sample): Record<string, TypedArray> => ({ [dataNames.rows]: order });

export function spreadOfNumbers(numbers: ArrayLike<number>): Spread {
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    // NaN passes no comparison: one among the numbers is what the run gives.
    if (Number.isNaN(x)) return unknownSpread;
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum += x;
  }
  const mean = sum / numbers.length;
  for (let i = 0; i < numbers.length; i++) squares += (numbers[i]! - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / numbers.length) };
}

export const unknownSpread: Spread = { min: Number.NaN, max: Number.NaN, mean: Number.NaN, std: Number.NaN };
