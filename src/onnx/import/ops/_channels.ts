/** @file Parameters that hold one number for each channel, and what normalisations compute with them. */

import { isHalf } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { div } from "../../../ops/div.ts";
import { mean } from "../../../ops/mean.ts";
import { mul } from "../../../ops/mul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";

/** A vector along axis 1 of a value of the given rank. */
export const alongChannels = (parameter: Node, rank: number): Node =>
  reshape(parameter, [parameter.shape[0]!, ...new Array<number>(Math.max(0, rank - 2)).fill(1)]);

export interface Normalized {
  /** (x − mean) / √(variance + ε) */
  readonly y: Node;
  readonly mean: Node;
  /** √(variance + ε) */
  readonly deviation: Node;
}

/** x with mean 0 and variance 1 over axes. */
export function normalized(x: Node, axes: readonly number[], epsilon: number): Normalized {
  const average = mean(x, { axes, keepdims: true });
  const centred = sub(x, average);
  const deviation = rootMeanSquare(centred, axes, epsilon);
  return { y: div(centred, deviation), mean: average, deviation };
}

/** √(mean x² + ε) over axes. */
export const rootMeanSquare = (x: Node, axes: readonly number[], epsilon: number): Node =>
  sqrt(add(mean(square(x), { axes, keepdims: true }), scalarLike(x, epsilon)));

/** Halves are normalised in float32. */
export const widened = (x: Node): Node => (isHalf(x.dtype) ? cast(x, "float32") : x);

/** y · scale + bias */
export function scaled(y: Node, scale: Node | null, bias: Node | null): Node {
  const product = scale ? mul(y, scale) : y;
  return bias ? add(product, bias) : product;
}
