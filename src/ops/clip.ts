/** @file clip: limits values to an interval. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { UsageError } from "../util/errors.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameArithmeticType, scalarLike } from "./_elementwise.ts";
import { compare } from "./compare.ts";
import { where } from "./where.ts";

export interface ClipAttrs {
  /** −∞ leaves the side open. */
  readonly lo: number;
  /** ∞ leaves the side open. */
  readonly hi: number;
}

const clipTo =
  ({ lo, hi }: ClipAttrs) =>
  (x: number): number =>
    Math.min(Math.max(x, lo), hi);

/** int32 has no infinities: an open side is its smallest or largest number. */
const bounds = ({ lo, hi }: ClipAttrs, dtype: string): [number, number] =>
  dtype === "int32" ? [Math.max(lo, -(2 ** 31)), Math.min(hi, 2 ** 31 - 1)] : [lo, hi];

export const clipOp: OpDef<ClipAttrs> = {
  name: "clip",
  formula: "min(max(x, lo), hi)",
  infer: sameArithmeticType("clip"),
  reference: ([x], attrs, out) => eachElement(clipTo(attrs))([x!], attrs, out),
  // the cotangent passes where x was not moved, the bounds included
  vjp: (ct, y) => [where(compare("==", y, y.inputs[0]!), ct, scalarLike(ct, 0))],
  onnx: (b, [x], { attrs, dtype }) => {
    const [lo, hi] = bounds(attrs, dtype);
    return b.op("Clip", [x!, b.constant(dtype, [], [lo]), b.constant(dtype, [], [hi])]);
  },
  range: ([x], { attrs }) => increasing(clipTo(attrs))([x!]),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { lo: -1, hi: 1 }, inputs: [{ shape: [3, 4], edges: [-1e30, 1e30, -1, 1, 0] }] },
    { attrs: { lo: 0.5, hi: Number.POSITIVE_INFINITY }, inputs: [{ shape: [3, 4], edges: [-1e30, 1e30] }] },
    { attrs: { lo: Number.NEGATIVE_INFINITY, hi: 0.5 }, inputs: [{ shape: [3, 4], edges: [-1e30, 1e30] }] },
    { attrs: { lo: 0, hi: Number.POSITIVE_INFINITY }, inputs: [{ shape: [4], dtype: "int32" }] },
  ],
};

export function clip(x: Node, lo: number, hi: number): Node {
  if (lo <= hi) return makeNode(clipOp, [x], { lo, hi });
  throw new UsageError(`clip: the lower limit ${lo} is above the upper limit ${hi}`, { help: "write clip(x, lo, hi)" });
}
