/** @file sigmoid: the logistic function, computed without overflow. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** 1/(1 + e⁻ˣ); below 0 as eˣ/(1 + eˣ), whose exponential cannot overflow. */
export function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

export const sigmoidOp: OpDef<null> = {
  name: "sigmoid",
  formula: "1 / (1 + e⁻ˣ)",
  infer: sameFloatType("sigmoid"),
  reference: eachElement(logistic),
  // dσ = σ (1 − σ) dx
  vjp: (ct, y) => [mul(ct, mul(y, sub(scalarLike(y, 1), y)))],
  onnx: (b, inputs) => b.op("Sigmoid", inputs),
  range: increasing(logistic),
  cells: eachCell,
  // ONNX Runtime 1.30 on the CPU: 1.4 epsilons off, and 0 from −15.84 down
  absoluteError: 2,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, 1000, -1000] }] }],
};

export const sigmoid = (x: Node): Node => makeNode(sigmoidOp, [x], null);
