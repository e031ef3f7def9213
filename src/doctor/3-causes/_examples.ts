/** @file Small made-up data sets for the causes' examples: the same numbers on every machine. */
import { RandomStream, streams } from "../../util/philox.ts";

/** The data part of an experiment. */
export interface InlineData {
  readonly source: "inline";
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[] | readonly (readonly number[])[];
}

/** Standard normal numbers from the example's seed. */
function normals(seed: number): () => number {
  const random = new RandomStream(seed, streams.probe);
  return () => random.normal();
}

const rounded = (x: number): number => Number(x.toPrecision(6));

/**
 * Clouds about the corners of a square (or cube …), one a class, in turn: separable to about 98%. `scale` and `offset`
 * put the inputs into other units.
 */
export function clouds(
  classes: number,
  { examples = 240, features = 4, seed = 1, scale = 1, offset = 0 }: CloudOptions = {},
): InlineData {
  const normal = normals(seed);
  const centres = Array.from({ length: classes }, () => Array.from({ length: features }, () => 2 * normal()));
  const targets = Array.from({ length: examples }, (_, i) => i % classes);
  const inputs = targets.map((label) => centres[label]!.map((c) => rounded(offset + scale * (c + 0.7 * normal()))));
  return { source: "inline", inputs, targets };
}

export interface CloudOptions {
  readonly examples?: number;
  readonly features?: number;
  readonly seed?: number;
  readonly scale?: number;
  readonly offset?: number;
}

export interface CurveOptions {
  readonly examples?: number;
  readonly targetScale?: number;
  readonly targetOffset?: number;
}

export interface PlaneOptions extends CurveOptions {
  readonly features?: number;
  readonly seed?: number;
  readonly scale?: number;
}

/** y = w · x + bias with noise of 5%: a straight line answers it. */
export function plane({
  examples = 200,
  features = 3,
  seed = 2,
  scale = 1,
  targetScale = 1,
  targetOffset = 0,
}: PlaneOptions = {}): InlineData {
  const normal = normals(seed);
  const weights = Array.from({ length: features }, () => normal());
  const size = Math.hypot(...weights);
  const inputs = Array.from({ length: examples }, () => weights.map(() => rounded(scale * normal())));
  const targets = inputs.map((x) => {
    const y = x.reduce((sum, value, j) => sum + (value / scale) * weights[j]!, 0) / size;
    return rounded(targetOffset + targetScale * (y + 0.05 * normal()));
  });
  return { source: "inline", inputs, targets };
}

/** y = sin 3x on [−1, 1]: no straight line answers it. */
export function wave({ examples = 128, targetScale = 1, targetOffset = 0 }: CurveOptions = {}): InlineData {
  const inputs = Array.from({ length: examples }, (_, i) => [rounded(-1 + (2 * i) / (examples - 1))]);
  return {
    source: "inline",
    inputs,
    targets: inputs.map(([x]) => rounded(targetOffset + targetScale * Math.sin(3 * x!))),
  };
}

/** Exclusive or of the signs of two numbers: two classes that no straight line separates. */
export function checkers({ examples = 200, seed = 3, scale = 1 }: CloudOptions = {}): InlineData {
  const normal = normals(seed);
  const away = (x: number): number => rounded(scale * (x + Math.sign(x) * 0.3));
  const inputs = Array.from({ length: examples }, () => [away(normal()), away(normal())]);
  return { source: "inline", inputs, targets: inputs.map(([a, b]) => (a! * b! > 0 ? 1 : 0)) };
}

/** Targets that have nothing to do with the inputs. */
export function coins({ examples = 300, features = 2, seed = 4 }: CloudOptions = {}): InlineData {
  const normal = normals(seed);
  const inputs = Array.from({ length: examples }, () => Array.from({ length: features }, () => rounded(normal())));
  return { source: "inline", inputs, targets: inputs.map(() => (normal() > 0 ? 1 : 0)) };
}

/** The sign of the first number, wrong in a fifth of the examples. */
export function noisyCoins({ examples = 400, features = 2, seed = 6 }: CloudOptions = {}): InlineData {
  const normal = normals(seed);
  const inputs = Array.from({ length: examples }, () => Array.from({ length: features }, () => rounded(normal())));
  return { source: "inline", inputs, targets: inputs.map(([x], i) => (x! > 0 === (i % 5 !== 0) ? 1 : 0)) };
}

/** Four answers of yes or no, each by the sign of a number of its own, each yes in half of the examples. */
export function topics({ examples = 240, seed = 7 }: CloudOptions = {}): InlineData {
  const normal = normals(seed);
  const inputs = Array.from({ length: examples }, () => Array.from({ length: 4 }, () => rounded(normal())));
  return { source: "inline", inputs, targets: inputs.map((x) => x.map((value) => (value > 0 ? 1 : 0))) };
}

/** Two clouds that hardly overlap, one of which has one example in `every`. */
export function rarely({ examples = 240, seed = 8, every = 40 }: RareOptions = {}): InlineData {
  const normal = normals(seed);
  const targets = Array.from({ length: examples }, (_, i) => (i % every === 0 ? 1 : 0));
  const inputs = targets.map((label) => Array.from({ length: 4 }, () => rounded(2.1 * label + 0.7 * normal())));
  return { source: "inline", inputs, targets };
}

export interface RareOptions extends CloudOptions {
  readonly every?: number;
}

/** A plane, with a further column that is the same number in all examples. */
export function withConstant(value: number | null): InlineData {
  const { inputs, targets, source } = plane();
  return { source, targets, inputs: value === null ? inputs : inputs.map((row) => [...row, value]) };
}

/** The same examples in order of their labels. */
export function sorted({ source, inputs, targets }: InlineData): InlineData {
  const order = inputs.map((_, i) => i).sort((a, b) => Number(targets[a]) - Number(targets[b]) || a - b);
  return { source, inputs: order.map((i) => inputs[i]!), targets: order.map((i) => Number(targets[i])) };
}
