/** @file expm1: eˣ − 1 without the cancellation near 0. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OnnxBuilder, OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { expOverflow } from "../util/float.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType } from "./_elementwise.ts";
import { onnxPolynomial } from "./_onnx.ts";
import { exp } from "./exp.ts";
import { mul } from "./mul.ts";

export const expm1Op: OpDef<null> = {
  name: "expm1",
  formula: "eˣ − 1",
  infer: sameFloatType("expm1"),
  reference: eachElement(Math.expm1),
  // d(eˣ − 1) = eˣ dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, exp(x!))],
  onnx: (b, [x], { dtype }) => {
    const number = (value: number): string => b.constant(dtype, [], [value]);
    const power = b.op("Exp", [x!]);
    const nearZero = b.op("Less", [b.op("Abs", [x!]), number(0.5)]);
    const small = b.target === "webgpu" ? series(b, x!, number) : fromTanh(b, x!, power, number);
    return b.op("Where", [nearZero, small, b.op("Sub", [power, number(1)])]);
  },
  range: increasing(Math.expm1),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "exp overflows above it",
      limit: expOverflow,
      unsafe: (x, dtype) => x > expOverflow(dtype),
      gives: "Infinity",
    },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, -80, 80, 1e-7, -1e-7, 0.5, -0.5] }] }],
};

/** eˣ − 1 = tanh(x/2) (eˣ + 1) */
const fromTanh = (b: OnnxBuilder, x: string, power: string, number: (value: number) => string): string =>
  b.op("Mul", [b.op("Tanh", [b.op("Mul", [x, number(0.5)])]), b.op("Add", [power, number(1)])]);

/** x + x²/2! + … + x⁹/9!: for |x| < 0.5 the rest is below 3e-10 x. WebGPU's tanh loses its digits near 0. */
function series(b: OnnxBuilder, x: string, number: (value: number) => string): string {
  const coefficients = [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320, 1 / 362880];
  return b.op("Mul", [x, onnxPolynomial(b, x, coefficients, number)]);
}

export const expm1 = (x: Node): Node => makeNode(expm1Op, [x], null);
