/** @file What a program is fed each step: which examples, the optimizer's scalars, dropout masks. */
import type { TypedArray } from "../graph/dtype.ts";
import { learningRateAt } from "../optim/learning-rate.ts";
import { RandomStream, streams } from "../util/philox.ts";
import { sizeOf } from "../util/shape.ts";
import { dataNames } from "./inputs.ts";
import { type Blueprint, type MaskInput, scalarName } from "./programs.ts";

/** Consecutive steps on batches of equal size. */
export interface Call {
  /** Number of the first step, counted from 0 over the whole run. */
  readonly firstStep: number;
  readonly steps: number;
  /** Examples a step. */
  readonly rows: number;
  /** Example numbers: `steps` × `rows` of them. */
  readonly order: Int32Array;
}

/** The length of the run, which schedules depend on. */
export interface Horizon {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

export const rateAt = ({ settings }: Blueprint, { totalSteps, stepsPerEpoch }: Horizon, step: number): number =>
  learningRateAt(settings.optimizer.schedule, settings.optimizer.learningRate, step, totalSteps, stepsPerEpoch);

/** The optimizer's scalars of each step of the call, by input name. */
export function scalarFeeds(
  blueprint: Blueprint,
  horizon: Horizon,
  { firstStep, steps }: Call,
): Record<string, TypedArray> {
  const { optimizer, settings } = blueprint;
  const feeds: Record<string, TypedArray> = {};
  for (let k = 0; k < steps; k++) {
    const step = firstStep + k;
    const scalars = optimizer.scalars(settings.optimizer, rateAt(blueprint, horizon, step), step);
    for (const [name, value] of Object.entries(scalars)) {
      const key = scalarName(name);
      feeds[key] ??= settings.precision === "float64" ? new Float64Array(steps) : new Float32Array(steps);
      feeds[key][k] = value;
    }
  }
  return feeds;
}

export const rowFeeds = ({ order }: Call): Record<string, TypedArray> => ({ [dataNames.rows]: order });

/** Draws of 16 bits: a rate is met to within 1 / 65536. */
const resolution = 0x10000;

/**
 * Dropout masks of each step. The mask of a layer depends on (seed, layer, step, example position, unit) alone;
 * `position` is the place of the call's first example within its step, for steps in tiles.
 */
export function maskFeeds(
  masks: readonly MaskInput[],
  seed: number,
  call: Call,
  position = 0,
): Record<string, TypedArray> {
  return Object.fromEntries(
    masks.map(({ name, shape, rate }, layer) => {
      const size = sizeOf(shape);
      const keep = new Uint8Array(call.steps * size);
      const threshold = Math.round(rate * resolution);
      for (let k = 0; k < call.steps; k++) {
        const random = new RandomStream(seed, streams.dropout + (layer << 8), call.firstStep + k);
        const firstDraw = (position * size) / shape[0]!;
        random.seek(Math.floor(firstDraw / 2));
        fillMask(keep.subarray(k * size, (k + 1) * size), random, { threshold, skipsHalf: firstDraw % 2 === 1 });
      }
      return [name, keep];
    }),
  );
}

interface Draws {
  readonly threshold: number;
  /** Whether the first half of the first word belongs to what comes before. */
  readonly skipsHalf: boolean;
}

/** Two draws a word: the low half first. */
function fillMask(keep: Uint8Array, random: RandomStream, { threshold, skipsHalf }: Draws): void {
  let i = 0;
  if (skipsHalf && keep.length > 0) keep[i++] = random.word() >>> 16 >= threshold ? 1 : 0;
  while (i < keep.length) {
    const word = random.word();
    keep[i++] = (word & 0xffff) >= threshold ? 1 : 0;
    if (i < keep.length) keep[i++] = word >>> 16 >= threshold ? 1 : 0;
  }
}
