/** @file elu: exponential linear unit. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { hingeRange } from "./_ranges.ts";
import { compare } from "./compare.ts";
import { expm1 } from "./expm1.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

export interface EluAttrs {
  readonly alpha: number;
}

const eluOf =
  ({ alpha }: EluAttrs) =>
  (x: number): number =>
    x > 0 ? x : alpha * Math.expm1(x);

export const eluOp: OpDef<EluAttrs> = {
  name: "elu",
  formula: "x > 0 ? x : α (eˣ − 1)",
  infer: sameFloatType("elu"),
  reference: ([x], attrs, out) => eachElement(eluOf(attrs))([x!], null, out),
  // min(x, 0) keeps the side that is not chosen from overflowing
  body: ([x], { alpha }) => {
    const zero = scalarLike(x!, 0);
    const below = mul(expm1(minimum(x!, zero)), scalarLike(x!, alpha));
    return where(compare(">", x!, zero), x!, below);
  },
  vjp: absent("through the body: the cotangent times 1 above 0, α eˣ below"),
  onnx: absent("by the body: ONNX Runtime's Elu computes eˣ − 1 with cancellation, and not in float64"),
  range: ([x], { attrs }) => hingeRange(eluOf(attrs), x!),
  cells: eachCell,
  // eˣ − 1 cancels in ONNX Runtime's Elu
  absoluteError: 1,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { alpha: 1 }, inputs: [{ shape: [3, 4], edges: [1e-7, -1e-7, 200, -200] }] },
    { attrs: { alpha: 0.5 }, inputs: [{ shape: [5] }] },
  ],
};

export const elu = (x: Node, alpha = 1): Node => makeNode(eluOp, [x], { alpha });
