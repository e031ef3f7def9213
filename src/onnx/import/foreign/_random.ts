/** @file What random ops share: their attributes, and draws that repeat for one node. */
import type { DType, Value } from "../../../graph/dtype.ts";
import { RandomStream, streams } from "../../../util/philox.ts";
import type { Shape } from "../../../util/shape.ts";

export interface RandomAttrs {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Tells the draws of one node from another's. */
  readonly seed: number;
}

/** Fills `out` from the stream of the node's seed. */
export function draw({ seed }: RandomAttrs, out: Value, next: (random: RandomStream) => number): void {
  const random = new RandomStream(seed >>> 0, streams.probe, 0);
  for (let i = 0; i < out.data.length; i++) out.data[i] = next(random);
}
