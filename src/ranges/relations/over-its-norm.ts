/** @file x / √(Σ x² + ε) lies in [−1, 1], and with a mean for the sum in [−√n, √n]: norms, layer and batch normalisation. */
import { hullOf } from "../../graph/box.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { addOp } from "../../ops/add.ts";
import { clipOp } from "../../ops/clip.ts";
import { uniformConstant } from "../../ops/constant.ts";
import { divOp } from "../../ops/div.ts";
import { maximumOp } from "../../ops/maximum.ts";
import { meanOp } from "../../ops/mean.ts";
import { mulOp } from "../../ops/mul.ts";
import { powOp } from "../../ops/pow.ts";
import { reciprocalOp } from "../../ops/reciprocal.ts";
import { sqrtOp } from "../../ops/sqrt.ts";
import { squareOp } from "../../ops/square.ts";
import { sumOp } from "../../ops/sum.ts";
import { floatLimits } from "../../util/float.ts";
import type { Facts, Relation } from "../relation.ts";
import {
  eitherOrder,
  groupSizeOf,
  isOp,
  plain,
  reductionOf,
  roundoffOf,
  samePlain,
  standsBeside,
  underMoves,
} from "./_match.ts";

/** The least value that is added to, or kept from below, the squares: under it they may underflow where x does not. */
const leastEpsilon = (x: Node): number =>
  isFloat(x.dtype) ? floatLimits[x.dtype].minNormal : Number.POSITIVE_INFINITY;

/** Whether the node is x². */
function isSquareOf(node: Node, x: Node, facts: Facts): boolean {
  const square = plain(node, facts);
  if (isOp(square, squareOp)) return samePlain(square.inputs[0]!, x, facts);
  if (isOp(square, powOp) && uniformConstant(square.inputs[1]!) === 2) return samePlain(square.inputs[0]!, x, facts);
  return isOp(square, mulOp) && square.inputs.every((input) => samePlain(input, x, facts));
}

/** √n for the mean of n squares of x, 1 for their sum; null where the node is neither or does not stand beside x. */
function bound(norm: Node, x: Node, facts: Facts): number | null {
  const root = underMoves(norm, facts);
  const guarded = withGuard(root.source, facts);
  if (!isOp(guarded.source, sqrtOp)) return null;
  const inner = withGuard(underMoves(guarded.source.inputs[0]!, facts).source, facts);
  const reduction = reductionOf(underMoves(inner.source, facts).source, [sumOp, meanOp]);
  if (!reduction || !isSquareOf(reduction.operand, x, facts) || !standsBeside(root.shape, x, reduction.axes))
    return null;
  // squares that underflow are beside what is added to them, or the root is kept away from 0 further out
  if (Math.max(inner.least, guarded.least * guarded.least) < leastEpsilon(x)) return null;
  const n = groupSizeOf(reduction);
  const error = Math.expm1((n + 16) * roundoffOf(x));
  return (reduction.node.op === (meanOp as unknown) ? Math.sqrt(n) : 1) * (1 + error);
}

/** The node under an addition of something positive, a maximum or a clip from below, and how much that is at least. */
function withGuard(node: Node, facts: Facts): { readonly source: Node; readonly least: number } {
  const lowest = (other: Node): number => hullOf(facts.boxes.get(other)!).lo;
  if (isOp(node, addOp, maximumOp)) {
    const found = eitherOrder(node).find(
      ([, other]) => lowest(other) > 0 && underMoves(other, facts).source.inputs.length === 0,
    );
    if (found) return { source: underMoves(found[0], facts).source, least: lowest(found[1]) };
  }
  if (isOp(node, clipOp))
    return { source: underMoves(node.inputs[0]!, facts).source, least: Math.max(0, lowest(node)) };
  return { source: node, least: 0 };
}

/** The divisor where the node is x / d, x · (1 / d) or x · d^(−½) as √: x beside d. */
function quotientsOf(node: Node, facts: Facts): readonly (readonly [Node, Node])[] {
  if (isOp(node, divOp)) return [[node.inputs[0]!, node.inputs[1]!]];
  return eitherOrder(node).flatMap(([x, factor]) => {
    const inverse = underMoves(factor, facts);
    const isInverse =
      isOp(inverse.source, reciprocalOp) ||
      (isOp(inverse.source, divOp) && uniformConstant(inverse.source.inputs[0]!) === 1);
    const divisor = inverse.source.inputs.at(-1);
    return isInverse && divisor ? [[x, divisor] as const] : [];
  });
}

export const overItsNorm: Relation = {
  id: "over-its-norm",
  what: "|x / √(Σ x² + ε)| ≤ 1, |x / √(mean x² + ε)| ≤ √n",
  ops: [divOp, mulOp],
  bound: (node, facts) => {
    for (const [x, divisor] of quotientsOf(node, facts)) {
      const largest = bound(divisor, plain(x, facts), facts);
      if (largest !== null) return { lo: -largest, hi: largest };
    }
    return null;
  },
};
