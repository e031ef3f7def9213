/** @file Pieces of patterns that many rules share: quotients, 1 − x, reductions aligned with what they reduced, moves and guards. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import type { ReduceAttrs } from "../ops/_reduce.ts";
import { addOp } from "../ops/add.ts";
import { broadcastToOp } from "../ops/broadcastTo.ts";
import { type ClipAttrs, clipOp } from "../ops/clip.ts";
import { divOp } from "../ops/div.ts";
import { expOp } from "../ops/exp.ts";
import { gatherOp } from "../ops/gather.ts";
import { maximumOp } from "../ops/maximum.ts";
import { minimumOp } from "../ops/minimum.ts";
import { mulOp } from "../ops/mul.ts";
import { neg, negOp } from "../ops/neg.ts";
import { powOp } from "../ops/pow.ts";
import { reciprocalOp } from "../ops/reciprocal.ts";
import { reshapeOp } from "../ops/reshape.ts";
import { sliceOp } from "../ops/slice.ts";
import { subOp } from "../ops/sub.ts";
import { transposeOp } from "../ops/transpose.ts";
import { reducedShape, type Shape } from "../util/shape.ts";
import { uniformValue } from "./constants.ts";
import { chain, constant, either, op, type Pattern } from "./pattern.ts";

/** 1 / a in its spellings. */
export const inverse = (a: Pattern): Pattern =>
  either(op(divOp, constant(1), a), op(reciprocalOp, a), op(powOp, a, constant(-1)));

/** a / b, also written a · (1 / b). */
export const quotient = (a: Pattern, b: Pattern): Pattern => either(op(divOp, a, b), op(mulOp, a, inverse(b)));

export const negative = (a: Pattern): Pattern =>
  either(op(negOp, a), op(mulOp, a, constant(-1)), op(subOp, constant(0), a), op(divOp, a, constant(-1)));

export const onePlus = (a: Pattern): Pattern => op(addOp, constant(1), a);

export const oneMinus = (a: Pattern): Pattern => either(op(subOp, constant(1), a), op(addOp, constant(1), negative(a)));

/** −x without a second minus sign. */
export const negate = (x: Node): Node => (x.op === (negOp as OpDef) ? x.inputs[0]! : neg(x));

export const exponential = (a: Pattern): Pattern => op(expOp, a);

const withoutLeadingOnes = (shape: Shape): string => shape.slice(shape.findIndex((d) => d !== 1)).join();

/** Whether `x` read by broadcasting is the same as `kept` read by broadcasting; both hold the same elements in row-major order. */
const broadcastsAlike = (x: Shape, kept: Shape): boolean =>
  withoutLeadingOnes(x) === withoutLeadingOnes(kept) || (sizeIsOne(x) && sizeIsOne(kept));

const sizeIsOne = (shape: Shape): boolean => shape.every((d) => d === 1);

/**
 * A reduction that stands beside what it reduced: with keepdims, or with the axes put back by reshape or broadcastTo,
 * or over leading axes so that NumPy's broadcasting puts them back. Binds the reduction to `name`.
 */
export const aligned = (reduceOp: OpDef, x: Pattern, name: string): Pattern =>
  chain(`${name} to its place`, throughAlignment, op(reduceOp, x, { name }), (passed, reduction) => {
    const { axes } = reduction.attrs as ReduceAttrs;
    const kept = reducedShape(reduction.inputs[0]!.shape, axes, true);
    const reshapes = passed.slice(passed.findLastIndex((node) => node.op === broadcastToOp) + 1);
    const repeats = passed.slice(0, passed.length - reshapes.length);
    return (
      repeats.every((node) => node.op === broadcastToOp) && broadcastsAlike((reshapes[0] ?? reduction).shape, kept)
    );
  });

const throughAlignment = (node: Node): Node | null =>
  node.op === broadcastToOp || node.op === (reshapeOp as OpDef) ? node.inputs[0]! : null;

const moveOps = new Set<OpDef>([reshapeOp, transposeOp, broadcastToOp, sliceOp, gatherOp]);

const isMove = (node: Node): boolean => moveOps.has(node.op);

/** Ops that only move or select elements of their first input, on the way down to `inner`. */
export const moved = (name: string, inner: Pattern): Pattern =>
  chain(name, (node) => (isMove(node) ? node.inputs[0]! : null), inner);

/** The moves of a path done to another node; guards on the path are dropped. */
export const move = (path: readonly Node[], x: Node): Node =>
  path.filter(isMove).reduceRight((inner, node) => makeNode(node.op, [inner, ...node.inputs.slice(1)], node.attrs), x);

/** A guard against 0 and 1 is meant to do nothing to ordinary probabilities; a larger number is taken as deliberate. */
export const largestGuard = 1e-5;

const isTiny = (value: number | null): boolean => value !== null && value > 0 && value <= largestGuard;
/** Half a float32 ulp below 1 − 1e-5 is allowed for, since the number was rounded. */
const isAlmostOne = (value: number | null): boolean => value !== null && value >= 1 - largestGuard - 2 ** -25;

/** The probability under a guard: clip(p, ε, 1 − ε), p + ε, maximum(p, ε), minimum(p, 1 − ε). */
function guarded(node: Node): Node | null {
  const [a, b] = node.inputs;
  switch (node.op) {
    case clipOp as OpDef: {
      const { lo, hi } = node.attrs as ClipAttrs;
      return lo <= largestGuard && isAlmostOne(hi) ? a! : null;
    }
    case addOp:
    case maximumOp:
      return isTiny(uniformValue(b!)) ? a! : isTiny(uniformValue(a!)) ? b! : null;
    case minimumOp:
      return isAlmostOne(uniformValue(b!)) ? a! : isAlmostOne(uniformValue(a!)) ? b! : null;
    default:
      return null;
  }
}

/** `inner` under any number of guards and moves. */
export const guardedOrMoved = (name: string, inner: Pattern): Pattern =>
  chain(name, (node) => (isMove(node) ? node.inputs[0]! : guarded(node)), inner);

/** Whether a path has a guard; without one another rule applies, which is equal everywhere. */
export const hasGuard = (path: readonly Node[]): boolean => path.some((node) => !isMove(node));

/** The only axis that a reduction really reduces, or null: axes of size 1 do not count. */
export function onlyAxis(reduction: Node): number | null {
  const { axes } = reduction.attrs as ReduceAttrs;
  const { shape } = reduction.inputs[0]!;
  const real = axes.filter((axis) => shape[axis] !== 1);
  if (real.length > 1 || axes.length === 0) return null;
  return real[0] ?? axes[0]!;
}
