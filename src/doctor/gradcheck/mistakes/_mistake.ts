/** @file What a mistake of a hand-written gradient is: what it says, and the test whether it explains a gradient. */
import type { Value } from "../../../graph/dtype.ts";
import type { Counts } from "../factor.ts";
import { nonZeroes } from "../numbers.ts";

export interface Mistake {
  /** Kebab case, as the file. */
  readonly id: string;
  /** What is wrong, without blame or remedy. */
  readonly title: string;
  readonly what: string;
  /** The right formula, and what the mistake makes of it. */
  readonly why: string;
  readonly remedy: string;
  /** Notes and papers with the formula that was missed; left out where there is none. */
  readonly references?: readonly string[];
  /** Whether the written gradient is what this mistake would give; null where it is not. */
  match(context: MistakeContext): Match | null;
}

export interface Match {
  /** 1 where the mistake's formula gives the written gradient to 1e-6; less where it fits with an odd factor, or in part. */
  readonly score: number;
  /** With its numbers: "7 times too large: the 1/m is missing". */
  readonly detail: string;
  /** The cotangent of the layer that the mistake amounts to, where it is no mistake of this parameter alone. */
  readonly cotangent?: Value;
  /** The written gradient is so many times what the mistake gives; 1 when left out. */
  readonly factor?: number;
}

/** A function that the program applies to a layer's sum: an activation. */
export interface Activation {
  /** "relu", "tanh", "softmax"; "a function" where it is a formula of its own. */
  readonly name: string;
  readonly value: Value;
  /** True, given what arrives from the layers above. */
  readonly cotangent: Value;
}

/** The layer of the parameter: z is the sum in which its parameters meet data. */
export interface LayerView {
  readonly index: number;
  readonly of: number;
  readonly z: Value;
  /** dz: true, given what arrives from the layers above. */
  readonly cotangent: Value;
  /** In order of application, in the shape of z. */
  readonly activations: readonly Activation[];
  /** The batch's targets in the shape of z; null but for the last layer. */
  readonly targets: Value | null;
  /** Along which z has one entry an example. */
  readonly exampleAxis: number | null;
  /** Values of the forward pass with the shape of z, with what they are. */
  readonly alike: readonly Named[];
  /** Weights of the layers above through which dz arrived. */
  readonly weightsAbove: readonly Weights[];
  /** dz with another value in the place of weights above; with and without the activation's derivative. */
  readonly through: (weights: Weights, value: Value) => readonly Through[];
}

export interface Named {
  readonly name: string;
  readonly value: Value;
}

export interface Weights extends Named {
  /** Their gradient as it was written; null where it has another shape. */
  readonly written: Value | null;
}

export interface Through {
  readonly cotangent: Value;
  /** The activation whose derivative is left out as well. */
  readonly without: string | null;
}

export interface MistakeContext {
  /** Name of the parameter. */
  readonly name: string;
  readonly value: Value;
  /** Of whatever shape; null where nothing was returned. */
  readonly written: Value | null;
  /** True, given what arrives from the layers above as it was written. */
  readonly expected: Value;
  /** True in itself. */
  readonly truth: Value;
  readonly counts: Counts;
  readonly layer: LayerView | null;
  /** What the penalty in the cost contributes; null where there is none. */
  readonly penalty: Value | null;
  /** True gradients of the other parameters of its shape. */
  readonly siblings: readonly Named[];
  /** Values of all parameters. */
  readonly parameters: readonly Named[];
  /** The gradient from another cotangent of the layer. */
  readonly gradientFrom: (cotangent: Value) => Value;
  /** The gradient with other values in the place of what the parameter is multiplied by: z for a, another layer's. */
  readonly otherOperands: () => Iterable<OtherOperand>;
  /** The written dz, where the program has a tensor that gives exactly the written gradient, but for a factor. */
  readonly writtenCotangent: () => WrittenCotangent | null;
  /** The factor by which the written gradient is a multiple of what this cotangent gives; null where it is none. */
  readonly factorFrom: (cotangent: Value) => number | null;
  /** The written gradient as a multiple of the expected one. */
  readonly multiple: () => Multiple | null;
  /** How well a factor is explained, 0 to 1, and in words where it is not 1. */
  readonly judge: (factor: number) => Judged;
}

export interface WrittenCotangent {
  /** Scaled so that it gives the written gradient itself. */
  readonly value: Value;
  /** By this. */
  readonly scale: number;
}

export interface Multiple {
  readonly factor: number;
  /** The same with another number of examples, where it could be measured. */
  readonly other: { readonly m: number; readonly factor: number } | null;
}

export interface OtherOperand {
  readonly wanted: string;
  readonly used: string;
  readonly gradient: Value;
}

export interface Judged {
  readonly score: number;
  /** "", or ", and it is 7 times too large: the 1/m is missing". */
  readonly besides: string;
}

/** With a factor free, a single number is a multiple of any other. */
export const isTelling = (gradient: Value): boolean => nonZeroes(gradient) > 1;

/** A match by a cotangent, or null where the written gradient does not come from it. */
export function byCotangent({ factorFrom, judge }: MistakeContext, cotangent: Value, detail: string): Match | null {
  const factor = factorFrom(cotangent);
  if (factor === null) return null;
  const { score, besides } = judge(factor);
  return score > 0 ? { score, detail: `${detail}${besides}`, cotangent, factor } : null;
}

/** The best of several matches. */
export const best = (matches: readonly (Match | null)[]): Match | null =>
  matches.reduce((a, b) => (b && (!a || b.score > a.score) ? b : a), null);

/** The first that is certain, or else the best; later ones are not computed where one is certain. */
export function firstCertain<T>(candidates: Iterable<T>, test: (candidate: T) => Match | null): Match | null {
  let found: Match | null = null;
  for (const candidate of candidates) {
    const match = test(candidate);
    if (match && (!found || match.score > found.score)) found = match;
    if (found?.score === 1) break;
  }
  return found;
}
