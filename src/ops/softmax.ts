/** @file softmax: exponentials divided by their sum along an axis, shifted by the maximum. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { softmaxCells } from "./_cellsSoftmax.ts";
import { sameFloatType } from "./_elementwise.ts";
import { eachOfRow, type SoftmaxAttrs, softmaxAttrs, softmaxNan } from "./_softmax.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";

export const softmaxOp: OpDef<SoftmaxAttrs> = {
  name: "softmax",
  formula: "eˣ / Σ eˣ along an axis",
  infer: sameFloatType("softmax"),
  reference: eachOfRow((shifted, total) => Math.exp(shifted) / total),
  body: ([x], { axis }) => {
    const powers = exp(sub(x!, max(x!, { axes: axis, keepdims: true })));
    return div(powers, sum(powers, { axes: axis, keepdims: true }));
  },
  // ds = s (ct − Σ ct s)
  vjp: (ct, y) => [mul(y, sub(ct, sum(mul(ct, y), { axes: y.attrs.axis, keepdims: true })))],
  onnx: (b, inputs, { attrs }) => b.op("Softmax", inputs, { axis: { int: attrs.axis } }),
  range: ([x], { shape, attrs: { axis } }) => {
    // alone at lo with the others at hi, and the other way round; r = e^(lo − hi)
    const n = shape[axis]!;
    const r = Math.exp(x!.lo - x!.hi) || 0;
    return range(n === 1 ? 1 : r / (r + n - 1), 1 / (1 + (n - 1) * r), softmaxNan(x!));
  },
  cells: softmaxCells,
  hazards: [],
  accuracy: "rounding",
  // the rule on cells has the relative error; beside it subnormal quotients are off by 0.8 of exp and 0.5 of their own
  ulps: 2,
  samples: [
    { attrs: { axis: 1 }, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [1000, -1000, 0] }] },
    { attrs: { axis: 0 }, inputs: [{ shape: [3, 2], domain: [-5, 5] }] },
    { attrs: { axis: 1 }, inputs: [{ shape: [2, 3, 2] }] },
  ],
};

export const softmax = (x: Node, axis = -1): Node => makeNode(softmaxOp, [x], softmaxAttrs("softmax", x, axis));
