/** @file softplus: log(1 + eˣ), computed without overflow and without losing small results. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { exp } from "./exp.ts";
import { log1p } from "./log1p.ts";
import { maximum } from "./maximum.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sigmoid } from "./sigmoid.ts";

const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplusOp: OpDef<null> = {
  name: "softplus",
  formula: "log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|)",
  infer: sameFloatType("softplus"),
  reference: eachElement(softplusOf),
  body: ([x]) => add(maximum(x!, scalarLike(x!, 0)), log1p(exp(neg(abs(x!))))),
  // d softplus = σ(x) dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, sigmoid(x!))],
  onnx: absent("by the body: ONNX Runtime's Softplus adds 1 before the logarithm, which loses results below 6e-8"),
  range: increasing(softplusOf),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, 1000, -1000, -30, 30] }] }],
};

export const softplus = (x: Node): Node => makeNode(softplusOp, [x], null);
