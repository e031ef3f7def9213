/** @file How the steps of an epoch are put into calls of the engine. */
import type { Batches } from "../data/batches.ts";
import type { Call } from "./feeds.ts";
import { largestTile } from "./stepper.ts";

/** Examples a call: about a quarter of a second of this network, so that progress is seen and a stop is obeyed soon. */
const examplesPerCall = 24_576;
const mostStepsPerCall = 256;

export const stepsPerCall = (rows: number): number =>
  rows > largestTile ? 1 : Math.max(1, Math.min(mostStepsPerCall, Math.round(examplesPerCall / rows)));

/** As many whole batches as fit into one call; the last, smaller batch makes a call of its own. */
export function nextCall(
  order: Int32Array,
  { size, perEpoch, lastSize }: Batches,
  batch: number,
  firstStep: number,
  mostSteps: number = mostStepsPerCall,
): Call {
  const wholeBatches = lastSize === size ? perEpoch : perEpoch - 1;
  const start = batch * size;
  if (batch >= wholeBatches)
    return { firstStep, steps: 1, rows: lastSize, order: order.subarray(start, start + lastSize) };
  const steps = Math.min(stepsPerCall(size), wholeBatches - batch, mostSteps);
  return { firstStep, steps, rows: size, order: order.subarray(start, start + steps * size) };
}
