/** @file Plain identities: exact in IEEE arithmetic, but that x + 0 and x · (−1) may change the sign of a zero. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import type { ReduceAttrs } from "../ops/_reduce.ts";
import { add, addOp } from "../ops/add.ts";
import { broadcastTo, broadcastToOp } from "../ops/broadcastTo.ts";
import { castOp } from "../ops/cast.ts";
import { compareOp } from "../ops/compare.ts";
import { constantLike, scalar } from "../ops/constant.ts";
import { div, divOp } from "../ops/div.ts";
import { maxOp } from "../ops/max.ts";
import { maximumOp } from "../ops/maximum.ts";
import { meanOp } from "../ops/mean.ts";
import { minOp } from "../ops/min.ts";
import { minimumOp } from "../ops/minimum.ts";
import { mul, mulOp } from "../ops/mul.ts";
import { neg, negOp } from "../ops/neg.ts";
import { powOp } from "../ops/pow.ts";
import { reshape, reshapeOp } from "../ops/reshape.ts";
import { sliceOp } from "../ops/slice.ts";
import { square } from "../ops/square.ts";
import { sub, subOp } from "../ops/sub.ts";
import { sum, sumOp } from "../ops/sum.ts";
import { type TransposeAttrs, transpose, transposeOp } from "../ops/transpose.ts";
import { whereOp } from "../ops/where.ts";
import { sameShape, tryBroadcast } from "../util/shape.ts";
import { uniformValue } from "./constants.ts";
import { any, constant, constantWhere, either, op, type Pattern } from "./pattern.ts";
import type { Rule } from "./rule.ts";

const [x, y] = [any("x"), any("y")];
const negX = op(negOp, x);

/** Replaces the pattern by its variable x. */
const dropsTo = (id: string, what: string, from: Pattern): Rule => ({ id, what, from, to: (b) => b.node("x") });

const broadcasting = [addOp, subOp, mulOp, divOp, powOp, maximumOp, minimumOp, compareOp, whereOp] as const;
const reductions = [sumOp, meanOp, maxOp, minOp] as const;

const isRepeat = (node: Node): boolean => node.op === (broadcastToOp as OpDef);

/** The operands with the first repetition undone that the others' shapes make needless, or null. */
function withoutNeedlessRepeat(node: Node): readonly Node[] | null {
  for (const [i, input] of node.inputs.entries()) {
    if (!isRepeat(input)) continue;
    const operands = node.inputs.with(i, input.inputs[0]!);
    if (sameShape(tryBroadcast(...operands.map((operand) => operand.shape)) ?? [-1], node.shape)) return operands;
  }
  return null;
}

const moves = [reshapeOp, transposeOp, sliceOp] as readonly OpDef[];
const elementwise = [...broadcasting, negOp, castOp] as readonly OpDef[];

/** Not a plain constant, which folding sees to, but one that is repeated. */
const isRepeatedConstant = (node: Node): boolean => isRepeat(node) && uniformValue(node) !== null;

const isOfRepeatedConstants = (node: Node): boolean =>
  elementwise.includes(node.op) &&
  node.inputs.some(isRepeatedConstant) &&
  node.inputs.every((input) => uniformValue(input) !== null);

export const algebra: readonly Rule[] = [
  dropsTo("times-one", "x · 1 → x", op(mulOp, x, constant(1))),
  dropsTo("over-one", "x / 1 → x", op(divOp, x, constant(1))),
  dropsTo("plus-zero", "x + 0 → x", op(addOp, x, constant(0))),
  dropsTo("minus-zero", "x − 0 → x", op(subOp, x, constant(0))),
  dropsTo("double-negative", "−(−x) → x", op(negOp, negX)),
  dropsTo(
    "same-cast",
    "x as its own dtype → x",
    op(castOp, x, { when: (node: Node) => node.dtype === node.inputs[0]!.dtype }),
  ),
  dropsTo(
    "same-shape",
    "x under its own shape → x",
    either(
      op(reshapeOp, x, { when: (node: Node) => sameShape(node.shape, node.inputs[0]!.shape) }),
      op(broadcastToOp, x, { when: (node: Node) => sameShape(node.shape, node.inputs[0]!.shape) }),
    ),
  ),
  {
    id: "times-minus-one",
    what: "x · (−1), x / (−1) → −x",
    from: either(op(mulOp, x, constant(-1)), op(divOp, x, constant(-1))),
    to: (b) => neg(b.node("x")),
  },
  { id: "power-two", what: "x to the power 2 → x²", from: op(powOp, x, constant(2)), to: (b) => square(b.node("x")) },
  { id: "power-one", what: "x to the power 1 → x", from: op(powOp, x, constant(1)), to: (b) => b.node("x") },
  { id: "add-negative", what: "y + (−x) → y − x", from: op(addOp, y, negX), to: (b) => sub(b.node("y"), b.node("x")) },
  {
    id: "subtract-negative",
    what: "y − (−x) → y + x",
    from: op(subOp, y, negX),
    to: (b) => add(b.node("y"), b.node("x")),
  },
  {
    id: "product-of-negatives",
    what: "(−x) · (−y) → x · y",
    from: op(mulOp, negX, op(negOp, y)),
    to: (b) => mul(b.node("x"), b.node("y")),
  },
  {
    id: "negative-times-constant",
    what: "(−x) · c, −(x · c) → x · (−c)",
    from: either(
      op(
        mulOp,
        negX,
        constantWhere("c", () => true),
      ),
      op(
        negOp,
        op(
          mulOp,
          x,
          constantWhere("c", () => true),
        ),
      ),
    ),
    to: (b, node) => mul(b.node("x"), constantLike(node, -b.number("c"))),
  },
  {
    id: "negative-over-constant",
    what: "(−x) / c, −(x / c) → x / (−c)",
    from: either(
      op(
        divOp,
        negX,
        constantWhere("c", () => true),
      ),
      op(
        negOp,
        op(
          divOp,
          x,
          constantWhere("c", () => true),
        ),
      ),
    ),
    to: (b, node) => div(b.node("x"), constantLike(node, -b.number("c"))),
  },
  {
    id: "sum-of-negatives",
    what: "Σ (−x) → −Σ x",
    from: op(sumOp, negX, { name: "sum" }),
    to: (b) => neg(sum(b.node("x"), b.attrs<ReduceAttrs>("sum"))),
  },
  {
    id: "single-elements",
    what: "a reduction over axes of size 1 → reshape",
    from: either(
      ...reductions.map((reduction) =>
        op(reduction, x, {
          when: ({ inputs, attrs }: Node) => (attrs as ReduceAttrs).axes.every((axis) => inputs[0]!.shape[axis] === 1),
        }),
      ),
    ),
    to: (b, node) => reshape(b.node("x"), node.shape),
  },
  {
    id: "double-transpose",
    what: "a transpose of a transpose → one transpose, or none",
    from: op(transposeOp, op(transposeOp, x, { name: "inner" }), { name: "outer" }),
    to: (b) => {
      const inner = b.attrs<TransposeAttrs>("inner").permutation;
      return transpose(
        b.node("x"),
        b.attrs<TransposeAttrs>("outer").permutation.map((axis) => inner[axis]!),
      );
    },
  },
  {
    id: "double-reshape",
    what: "a reshape of a reshape → one reshape, or none",
    from: op(reshapeOp, op(reshapeOp, x)),
    to: (b, node) => reshape(b.node("x"), node.shape),
  },
  {
    id: "double-repeat",
    what: "broadcastTo of broadcastTo → one broadcastTo",
    from: op(broadcastToOp, op(broadcastToOp, x)),
    to: (b, node) => broadcastTo(b.node("x"), node.shape),
  },
  {
    id: "needless-repeat",
    what: "an operand repeated to the shape that broadcasting gives it anyway → the operand",
    from: any(
      "node",
      (node) => broadcasting.some((candidate) => node.op === candidate) && withoutNeedlessRepeat(node) !== null,
    ),
    to: (_, node) => makeNode(node.op, withoutNeedlessRepeat(node)!, node.attrs),
  },
  {
    id: "moved-repeat",
    what: "a reshape, transpose or slice of a repeated constant → the constant repeated",
    from: any("node", (node) => moves.includes(node.op) && isRepeatedConstant(node.inputs[0]!)),
    to: (_, node) => broadcastTo(constantLike(node, uniformValue(node.inputs[0]!)!), node.shape),
  },
  {
    id: "op-of-repeats",
    what: "an elementwise op on repeated constants → the op on one element, repeated",
    from: any("node", isOfRepeatedConstants),
    to: (_, node) => {
      const scalars = node.inputs.map((input) => scalar(input.dtype, uniformValue(input)!));
      return broadcastTo(makeNode(node.op, scalars, node.attrs), node.shape);
    },
  },
];
