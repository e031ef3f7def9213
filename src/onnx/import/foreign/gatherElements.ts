/** @file gatherElements: for each position, the element at another index along one axis. */
import type { Type, Value } from "../../../graph/dtype.ts";
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { unchanged } from "../../../graph/range.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, stridesOf } from "../../../util/shape.ts";
import { requireIndices, resolveIndex } from "./_indices.ts";
import { scatterElements } from "./scatterElements.ts";

export interface GatherElementsAttrs {
  /** Non-negative. */
  readonly axis: number;
}

function inferGatherElements([x, indices]: readonly Type[], { axis }: GatherElementsAttrs): Type {
  requireIndices("gatherElements", indices!);
  const fits =
    x!.shape.length === indices!.shape.length && indices!.shape.every((d, i) => i === axis || d <= x!.shape[i]!);
  if (fits) return { shape: indices!.shape, dtype: x!.dtype };
  throw new ShapeError(
    `gatherElements: indices of ${formatShape(indices!.shape)} do not fit ${formatShape(x!.shape)} along axis ${axis}`,
  );
}

/** Flat index into `x` of each element of `indices`, whose value takes the place of its index along the axis. */
export function elementPositions(what: string, x: Type, indices: Value, axis: number): Int32Array {
  const [from, at] = [stridesOf(x.shape), stridesOf(indices.shape)];
  return Int32Array.from(indices.data, (value, i) => {
    let position = resolveIndex(what, value, x.shape[axis]!) * from[axis]!;
    for (let a = 0; a < at.length; a++) {
      if (a !== axis) position += (Math.floor(i / at[a]!) % indices.shape[a]!) * from[a]!;
    }
    return position;
  });
}

export const gatherElementsOp: OpDef<GatherElementsAttrs> = {
  name: "gatherElements",
  formula: "y[…, i, …] = x[…, indices[…, i, …], …]",
  infer: inferGatherElements,
  reference: ([x, indices], { axis }, out) => {
    const positions = elementPositions("gatherElements", x!, indices!, axis);
    for (let i = 0; i < positions.length; i++) out.data[i] = x!.data[positions[i]!]!;
  },
  vjp: (ct, { inputs: [x, indices], attrs: { axis } }) => {
    if (!isFloat(x!.dtype)) return [null, null];
    const none = broadcastTo(scalarLike(ct, 0), x!.shape);
    return [scatterElements(none, indices!, ct, { axis, reduction: "add" }), null];
  },
  onnx: (b, inputs, { attrs }) => b.op("GatherElements", inputs, { axis: { int: attrs.axis } }),
  range: unchanged,
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { axis: 1 },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2], dtype: "int32", domain: [-4, 3], edges: [0, 0] }],
    },
    {
      attrs: { axis: 0 },
      inputs: [{ shape: [3, 2, 2] }, { shape: [2, 1, 2], dtype: "int32", domain: [0, 2] }],
    },
  ],
};

export const gatherElements = (x: Node, indices: Node, axis: number): Node =>
  makeNode(gatherElementsOp, [x, indices], { axis });
