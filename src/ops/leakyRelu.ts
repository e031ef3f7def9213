/** @file leakyRelu: x above 0, αx at 0 and below. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { hingeRange } from "./_ranges.ts";
import { compare } from "./compare.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

export interface LeakyReluAttrs {
  readonly alpha: number;
}

const leaky =
  ({ alpha }: LeakyReluAttrs) =>
  (x: number): number =>
    x > 0 ? x : alpha * x;

export const leakyReluOp: OpDef<LeakyReluAttrs> = {
  name: "leakyRelu",
  formula: "x > 0 ? x : αx",
  infer: sameFloatType("leakyRelu"),
  reference: ([x], attrs, out) => eachElement(leaky(attrs))([x!], null, out),
  body: ([x], { alpha }) => where(compare(">", x!, scalarLike(x!, 0)), x!, mul(x!, scalarLike(x!, alpha))),
  vjp: absent("through the body: the cotangent, or α times it at 0 and below"),
  onnx: absent("by the body: ONNX Runtime has no float64 LeakyRelu"),
  range: ([x], { attrs }) => hingeRange(leaky(attrs), x!),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { alpha: 0.01 }, inputs: [{ shape: [3, 4], edges: [0, 1e-30, -1e-30, 1e30, -1e30] }] },
    { attrs: { alpha: 0.3 }, inputs: [{ shape: [5] }] },
  ],
};

export const leakyRelu = (x: Node, alpha = 0.01): Node => makeNode(leakyReluOp, [x], { alpha });
