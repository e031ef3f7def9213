/** @file What an initializer is, and the fill loops that most of them share. */
import type { InitSpec } from "../../experiment/types.ts";
import type { RandomStream } from "../../util/philox.ts";
import { type Shape, sizeOf } from "../../util/shape.ts";

/** How many inputs feed one unit, and how many units one input feeds. */
export interface Fan {
  readonly in: number;
  readonly out: number;
}

/**
 * First values of a parameter. Each value takes one word of the stream, in row-major order, so that it depends only
 * on the seed, the parameter and its place. No distribution is truncated.
 */
export interface Initializer<S extends InitSpec = InitSpec> {
  readonly name: S["name"];
  readonly formula: string;
  readonly source: string;
  /** Variance of one value, which checks hold against what the activation wants; null where it has no randomness. */
  variance(fan: Fan, spec: S): number | null;
  fill(shape: Shape, fan: Fan, spec: S, random: RandomStream): Float64Array;
}

const fillWith = (shape: Shape, draw: () => number): Float64Array => {
  const values = new Float64Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
};

type Filling<S extends InitSpec> = Pick<Initializer<S>, "fill" | "variance">;

/** N(mean, std²), not truncated. */
export const normalFill = <S extends InitSpec>(
  std: (fan: Fan, spec: S) => number,
  mean: (spec: S) => number = () => 0,
): Filling<S> => ({
  variance: (fan, spec) => std(fan, spec) ** 2,
  fill: (shape, fan, spec, random) => {
    const [sigma, center] = [std(fan, spec), mean(spec)];
    return fillWith(shape, () => center + sigma * random.normal());
  },
});

/** U(−limit, limit). */
export const uniformFill = <S extends InitSpec>(limit: (fan: Fan, spec: S) => number): Filling<S> => ({
  variance: (fan, spec) => limit(fan, spec) ** 2 / 3,
  fill: (shape, fan, spec, random) => {
    const bound = limit(fan, spec);
    return fillWith(shape, () => bound * (2 * random.uniform() - 1));
  },
});
