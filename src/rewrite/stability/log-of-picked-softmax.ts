/** @file log-of-picked-softmax: the logarithm of a probability picked by a one-hot row is the logSoftmax picked by it. */
import { toValue } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { add } from "../../ops/add.ts";
import { compare } from "../../ops/compare.ts";
import { constant, constantLike } from "../../ops/constant.ts";
import { log, logOp } from "../../ops/log.ts";
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { oneHot } from "../../ops/oneHot.ts";
import { reshape } from "../../ops/reshape.ts";
import { softmax, softmaxOp } from "../../ops/softmax.ts";
import { sum, sumOp } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import { where } from "../../ops/where.ts";
import { move, moved, onlyAxis } from "../fragments.ts";
import { type OneHotRows, oneHotRows } from "../one-hot.ts";
import { any, type Bindings, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

interface Picked {
  /** Of the product. */
  readonly axis: number;
  /** The same axis of the one-hot factor. */
  readonly hotAxis: number;
  readonly rows: OneHotRows;
}

/** How the one-hot factor picks along the axis of the sum, or null where it is not known to. */
function pickedBy(b: Bindings): Picked | null {
  const [total, hot] = [b.node("sum"), b.node("hot")];
  const { shape } = total.inputs[0]!;
  const axis = onlyAxis(total);
  if (axis === null) return null;
  const hotAxis = axis - (shape.length - hot.shape.length);
  if (hotAxis < 0 || hot.shape[hotAxis] !== shape[axis]) return null;
  const rows = oneHotRows(hot, hotAxis);
  return rows && { axis, hotAxis, rows };
}

/** A chosen branch where a product would be 0 · ∞ under a logit of −∞. */
function pick(b: Bindings): Node {
  const { axis, hotAxis, rows } = pickedBy(b)!;
  const hot = b.node("hot");
  const logs = logSoftmax(b.node("x"), b.attrs<SoftmaxAttrs>("softmax").axis);
  const chosen = where(compare(">", hot, constantLike(hot, 0)), logs, constantLike(logs, 0));
  const picked = sum(chosen, { axes: axis, keepdims: true });
  const found = rows === "one" ? picked : add(picked, log(sum(hot, { axes: hotAxis, keepdims: true })));
  return reshape(found, b.node("sum").shape);
}

const indices = (...values: readonly number[]): Node => constant(toValue("int32", [values.length], values));

export const logOfPickedSoftmax: Rewrite = {
  id: "log-of-picked-softmax",
  what: "log Σₐ softmax(x) · oneHot(t) → Σₐ where(oneHot(t) > 0, logSoftmax(x), 0) + log Σₐ oneHot(t)",
  why: "The picked probability underflows to 0: its logarithm is −∞ and the gradient 0/0. The last term is 0, or −∞ as before where t is outside the classes.",
  failsAt: "a picked logit 103.97 (float32; 87.34 where subnormals are flushed) or 745.13 (float64) below the largest",
  domain: "all x and t; the factor comes from oneHot, so that each row is known to hold a single 1 or none",
  equality: "real",
  role: "stabilizes",
  from: op(
    logOp,
    moved("moves", op(sumOp, op(mulOp, op(softmaxOp, any("x"), { name: "softmax" }), any("hot")), { name: "sum" })),
  ),
  holds: (b) => pickedBy(b) !== null,
  to: (b) => move(b.path("moves"), pick(b)),
  cases: [
    {
      title: "cross entropy with oneHot of the labels",
      inputs: { x: { shape: [3, 4] }, t: { shape: [3], dtype: "int32", values: [1, 2, 3] } },
      build: ({ x, t }) => neg(log(sum(mul(softmax(x!, 1), oneHot(t!, 4)), { axes: 1 }))),
      hard: [{ inputs: { x: [1000, -1000, 0, 500], t: [1, 2, 3] }, fails: "value" }],
    },
    {
      title: "labels in a column, kept dimensions",
      inputs: { x: { shape: [2, 4] }, t: { shape: [2, 1], dtype: "int32", values: [3, 0] } },
      build: ({ x, t }) => log(sum(mul(reshape(oneHot(t!, 4), [2, 4]), softmax(x!, 1)), { axes: 1, keepdims: true })),
    },
    {
      title: "classes along axis 0, labels known beforehand",
      inputs: { x: { shape: [4, 2] } },
      build: ({ x }) => log(sum(mul(softmax(x!, 0), transpose(oneHot(indices(1, 3), 4))), { axes: 0 })),
      hard: [{ inputs: { x: [0, 1000, -1000, 0, 500, 1, 2, -1000] }, fails: "value" }],
    },
    {
      title: "one label for all rows, the result reshaped",
      inputs: { x: { shape: [2, 3] } },
      build: ({ x }) =>
        log(reshape(sum(mul(softmax(x!, 1), reshape(oneHot(indices(2), 3), [3])), { axes: 1 }), [2, 1])),
      hard: [{ inputs: { x: [1000, 0, -1000] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "Σ y · softmax(x) for labels y that are fed, which may be no one-hot rows",
      inputs: { x: { shape: [2, 3] }, y: { shape: [2, 3], values: [0, 1, 0, 1, 0, 0] } },
      build: ({ x, y }) => log(sum(mul(softmax(x!, 1), y!), { axes: 1 })),
    },
    {
      title: "constant rows with two ones",
      inputs: { x: { shape: [2, 3] } },
      build: ({ x }) => log(sum(mul(softmax(x!, 1), constant(toValue("float32", [3], [0, 1, 1]))), { axes: 1 })),
    },
    {
      title: "a sum over another axis than the classes of oneHot",
      inputs: { x: { shape: [3, 3] }, t: { shape: [3], dtype: "int32", values: [0, 1, 2] } },
      build: ({ x, t }) => log(sum(mul(softmax(x!, 1), oneHot(t!, 3)), { axes: 0 })),
    },
    {
      title: "a single one-hot value broadcast along the axis",
      inputs: { x: { shape: [2, 3] }, t: { shape: [2], dtype: "int32", values: [0, 0] } },
      build: ({ x, t }) => log(sum(mul(softmax(x!, 1), oneHot(t!, 1)), { axes: 1 })),
    },
    {
      title: "a number added to the sum",
      inputs: { x: { shape: [2, 3] }, t: { shape: [2], dtype: "int32", values: [0, 1] } },
      build: ({ x, t }) => log(add(sum(mul(softmax(x!, 1), oneHot(t!, 3)), { axes: 1 }), constantLike(x!, 0.1))),
    },
  ],
};
