/** @file log-sum-exp-of-shifted: a shift taken out of logSumExp and added again cancels. */
import type { Node } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import type { ReduceAttrs } from "../../ops/_reduce.ts";
import { add, addOp } from "../../ops/add.ts";
import { logSumExp, logSumExpOp } from "../../ops/logSumExp.ts";
import { max } from "../../ops/max.ts";
import { reshape, reshapeOp } from "../../ops/reshape.ts";
import { sub, subOp } from "../../ops/sub.ts";
import { reducedShape, sameShape } from "../../util/shape.ts";
import { attrsKey } from "../intern.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const withoutReshape = (node: Node): Node =>
  node.op === (reshapeOp as OpDef) ? withoutReshape(node.inputs[0]!) : node;

/** The same elements in the same order, perhaps under another shape or reduced with and without keepdims. */
function sameElements(a: Node, b: Node): boolean {
  const [p, q] = [withoutReshape(a), withoutReshape(b)];
  if (p === q) return true;
  const [first, second] = [p, q].map(({ attrs }) => (attrs as Partial<ReduceAttrs> | null)?.axes);
  return first !== undefined && p.op === q.op && p.inputs[0] === q.inputs[0] && attrsKey(first) === attrsKey(second);
}

const rowMax = (x: Node): Node => max(x, { axes: 1, keepdims: true });

export const logSumExpOfShifted: Rewrite = {
  id: "log-sum-exp-of-shifted",
  what: "logSumExpₐ(x − s) + s → logSumExpₐ(x), where s does not vary along a",
  why: "Log-sum-exp written by hand with the maximum subtracted is already stable; the shift hides it from log-softmax-by-hand.",
  failsAt: "no x; it opens the way to log-softmax-by-hand",
  domain: "all x and finite s",
  equality: "real",
  role: "recognizes",
  from: op(addOp, op(logSumExpOp, op(subOp, any("x"), any("shift")), { name: "lse" }), any("back")),
  holds: (b) => {
    const [x, shift, lse] = [b.node("x"), b.node("shift"), b.node("lse")];
    const { axes } = b.attrs<ReduceAttrs>("lse");
    return (
      sameShape(lse.inputs[0]!.shape, x.shape) &&
      sameShape(shift.shape, reducedShape(x.shape, axes, true)) &&
      sameShape(b.node("back").shape, lse.shape) &&
      sameElements(shift, b.node("back"))
    );
  },
  to: (b) => logSumExp(b.node("x"), b.attrs<ReduceAttrs>("lse")),
  cases: [
    {
      title: "the row maximum, with keepdims",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => add(logSumExp(sub(x!, rowMax(x!)), { axes: 1, keepdims: true }), rowMax(x!)),
    },
    {
      title: "the row maximum, added without keepdims",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => add(max(x!, { axes: 1 }), logSumExp(sub(x!, rowMax(x!)), { axes: 1 })),
    },
    {
      title: "the row maximum, reshaped",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => add(logSumExp(sub(x!, rowMax(x!)), { axes: 1 }), reshape(rowMax(x!), [3])),
    },
  ],
  nearMisses: [
    {
      title: "another value added",
      inputs: { x: { shape: [3, 4] }, y: { shape: [3, 4] } },
      build: ({ x, y }) => add(logSumExp(sub(x!, rowMax(x!)), { axes: 1, keepdims: true }), rowMax(y!)),
    },
  ],
};
