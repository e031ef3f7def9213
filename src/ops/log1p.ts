/** @file log1p: log(1 + x) without the loss of small x. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OnnxBuilder, OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { onnxPolynomial } from "./_onnx.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";

export const log1pOp: OpDef<null> = {
  name: "log1p",
  formula: "log(1 + x)",
  infer: sameFloatType("log1p"),
  reference: eachElement(Math.log1p),
  // d log(1 + x) = dx / (1 + x)
  vjp: (ct, { inputs: [x] }) => [div(ct, add(x!, scalarLike(x!, 1)))],
  onnx: (b, [x], { dtype }) => {
    const number = (value: number): string => b.constant(dtype, [], [value]);
    return b.target === "webgpu" ? series(b, x!, number) : corrected(b, x!, number);
  },
  range: ([x]) => range(Math.log1p(Math.max(x!.lo, -1)), Math.log1p(Math.max(x!.hi, -1)), x!.nan || x!.lo < -1),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "log of 0; its gradient divides by it",
      limit: () => -1,
      unsafe: (x) => x === -1,
      gives: "-Infinity",
    },
    { operand: 0, what: "log of a number below 0", limit: () => -1, unsafe: (x) => x < -1, gives: "NaN" },
  ],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], domain: [-0.9, 5], edges: [0, 1e-7, -1e-7, 1e-20, 1e30, 0.5, -0.5] }] },
  ],
};

/** With u = fl(1 + x): log u + (x − (u − 1)) / u; where u − 1 = x nothing was lost, and ∞ and −1 stay away from ∞ − ∞ and 0/0. */
function corrected(b: OnnxBuilder, x: string, number: (value: number) => string): string {
  const u = b.op("Add", [x, number(1)]);
  const difference = b.op("Sub", [u, number(1)]);
  const log = b.op("Log", [u]);
  const correction = b.op("Div", [b.op("Sub", [x, difference]), u]);
  return b.op("Where", [b.op("Equal", [difference, x]), log, b.op("Add", [log, correction])]);
}

/** 2 artanh(s) with s = x/(2 + x) for |x| < 0.5, where WebGPU's log is only absolutely accurate; the rest is below 2e-9 x. */
function series(b: OnnxBuilder, x: string, number: (value: number) => string): string {
  const s = b.op("Div", [x, b.op("Add", [x, number(2)])]);
  const coefficients = [2, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15];
  const small = b.op("Mul", [s, onnxPolynomial(b, b.op("Mul", [s, s]), coefficients, number)]);
  const nearZero = b.op("Less", [b.op("Abs", [x]), number(0.5)]);
  return b.op("Where", [nearZero, small, b.op("Log", [b.op("Add", [x, number(1)])])]);
}

export const log1p = (x: Node): Node => makeNode(log1pOp, [x], null);
