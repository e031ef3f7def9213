/** @file selu: the scaled elu that keeps mean 0 and variance 1 (Klambauer et al., 2017). */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { hingeRange } from "./_ranges.ts";
import { elu } from "./elu.ts";
import { mul } from "./mul.ts";

const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

const seluOf = (x: number): number => scale * (x > 0 ? x : alpha * Math.expm1(x));

export const seluOp: OpDef<null> = {
  name: "selu",
  formula: "λ (x > 0 ? x : α (eˣ − 1)), λ = 1.0507…, α = 1.6732…",
  infer: sameFloatType("selu"),
  reference: eachElement(seluOf),
  body: ([x]) => mul(elu(x!, alpha), scalarLike(x!, scale)),
  vjp: absent("through the body"),
  onnx: absent("by the body: ONNX Runtime has no Selu on WebGPU and none in float64"),
  range: ([x]) => hingeRange(seluOf, x!),
  cells: eachCell,
  absoluteError: 2,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [1e-7, -1e-7, 200, -200] }] }],
};

export const selu = (x: Node): Node => makeNode(seluOp, [x], null);
