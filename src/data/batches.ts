/** @file Which examples make each step: the order of an epoch and the boundaries of its batches. */
import { permutation, streams } from "../util/philox.ts";

/** Example numbers in the order of epoch number `epoch`; the order depends on nothing but its arguments. */
export function epochOrder(examples: number, seed: number, epoch: number, shuffle: boolean): Int32Array {
  if (shuffle) return permutation(examples, seed, streams.shuffle, epoch);
  return Int32Array.from({ length: examples }, (_, i) => i);
}

export interface Batches {
  /** Examples of a whole batch: never more than there are. */
  readonly size: number;
  readonly perEpoch: number;
  /** Examples of the last batch: `size` where the examples divide evenly. */
  readonly lastSize: number;
}

export function batchesOf(examples: number, batchSize: number | "full"): Batches {
  const size = batchSize === "full" ? examples : Math.min(batchSize, examples);
  const perEpoch = Math.ceil(examples / size);
  return { size, perEpoch, lastSize: examples - (perEpoch - 1) * size };
}

/** First example (inclusive) and last (exclusive) of batch number `batch`, as positions in the epoch's order. */
export function batchBounds({ size, perEpoch, lastSize }: Batches, batch: number): readonly [number, number] {
  const start = batch * size;
  return [start, start + (batch === perEpoch - 1 ? lastSize : size)];
}

/** Epoch and batch of step number `step`, counted from 0: where a run goes on after it is resumed. */
export const positionOf = (
  step: number,
  { perEpoch }: Batches,
): { readonly epoch: number; readonly batch: number } => ({
  epoch: Math.floor(step / perEpoch),
  batch: step % perEpoch,
});
