/** @file logSoftmax: x − log Σ eˣ along an axis, shifted by the maximum: finite wherever x is. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { logSoftmaxCells } from "./_cellsSoftmax.ts";
import { sameFloatType } from "./_elementwise.ts";
import { eachOfRow, type SoftmaxAttrs, softmaxAttrs, softmaxNan } from "./_softmax.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";

export const logSoftmaxOp: OpDef<SoftmaxAttrs> = {
  name: "logSoftmax",
  formula: "x − log Σ eˣ along an axis",
  infer: sameFloatType("logSoftmax"),
  reference: eachOfRow((shifted, total) => shifted - Math.log(total)),
  body: ([x], { axis }) => {
    const shifted = sub(x!, max(x!, { axes: axis, keepdims: true }));
    return sub(shifted, log(sum(exp(shifted), { axes: axis, keepdims: true })));
  },
  // d = ct − softmax · Σ ct
  vjp: (ct, y) => [sub(ct, mul(exp(y), sum(ct, { axes: y.attrs.axis, keepdims: true })))],
  onnx: (b, [x], { attrs: { axis } }) => {
    if (b.target === "cpu") return b.op("LogSoftmax", [x!], { axis: { int: axis } });
    const along = b.constant("int64", [1], [axis]);
    const keep = { keepdims: { int: 1 }, noop_with_empty_axes: { int: 0 } };
    const shifted = b.op("Sub", [x!, b.op("ReduceMax", [x!, along], keep)]);
    return b.op("Sub", [shifted, b.op("Log", [b.op("ReduceSum", [b.op("Exp", [shifted]), along], keep)])]);
  },
  range: ([x], { shape, attrs: { axis } }) => {
    const others = shape[axis]! - 1;
    const gap = x!.hi - x!.lo || 0;
    // alone at lo with the others at hi, and the other way round: −log(1 + (n − 1) e^±gap)
    const least = others === 0 ? 0 : -(gap + Math.log(others + Math.exp(-gap)));
    return range(least, -Math.log1p(others * Math.exp(-gap)) || 0, softmaxNan(x!));
  },
  cells: logSoftmaxCells,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axis: 1 }, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [1000, -1000, 0] }] },
    { attrs: { axis: 0 }, inputs: [{ shape: [3, 2], domain: [-5, 5] }] },
    { attrs: { axis: 1 }, inputs: [{ shape: [2, 3, 2] }] },
  ],
};

export const logSoftmax = (x: Node, axis = -1): Node =>
  makeNode(logSoftmaxOp, [x], softmaxAttrs("logSoftmax", x, axis));
