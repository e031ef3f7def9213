/** @file scatterElements: puts updates at other indices along one axis, or adds them there. */
import type { Type, Value } from "../../../graph/dtype.ts";
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sameShape, sizeOf } from "../../../util/shape.ts";
import { requireIndices } from "./_indices.ts";
import { type Reduction, reduce, reducedRange, unknownGradients } from "./_reduction.ts";
import { magnitude, roundedCells } from "./_rounded.ts";
import { elementPositions, gatherElements } from "./gatherElements.ts";

export interface ScatterElementsAttrs {
  /** Non-negative. */
  readonly axis: number;
  readonly reduction: Reduction;
  /** At most so many updates fall on one element; all of them when left out. */
  readonly overlap?: number;
}

function inferScatterElements([x, indices, updates]: readonly Type[], _attrs: ScatterElementsAttrs): Type {
  requireIndices("scatterElements", indices!);
  const fits = sameShape(indices!.shape, updates!.shape) && indices!.shape.length === x!.shape.length;
  if (fits && x!.dtype === updates!.dtype) return { shape: x!.shape, dtype: x!.dtype };
  throw new ShapeError(
    `scatterElements: ${updates!.dtype}${formatShape(updates!.shape)} at indices of ${formatShape(indices!.shape)} does not fit ${x!.dtype}${formatShape(x!.shape)}`,
  );
}

function scatterValues([x, indices, updates]: readonly Value[], attrs: ScatterElementsAttrs, out: Value): void {
  const totals = Float64Array.from(x!.data);
  const join = reduce[attrs.reduction];
  elementPositions("scatterElements", x!, indices!, attrs.axis).forEach((position, i) => {
    totals[position] = join(totals[position]!, updates!.data[i]!);
  });
  out.data.set(totals);
}

export const scatterElementsOp: OpDef<ScatterElementsAttrs> = {
  name: "scatterElements",
  formula: "x with x[…, indices[…, i, …], …] = updates[…, i, …], or added to it",
  infer: inferScatterElements,
  reference: scatterValues,
  vjp: (ct, { inputs: [x, indices, updates], attrs }) => {
    if (!isFloat(x!.dtype)) return [null, null, null];
    const { axis, reduction } = attrs;
    if (reduction === "add") return [ct, null, gatherElements(ct, indices!, axis)];
    if (reduction !== "none") return unknownGradients(ct, x!, updates!, "ScatterElements");
    const none = broadcastTo(scalarLike(ct, 0), updates!.shape);
    return [scatterElements(ct, indices!, none, { axis, reduction }), null, gatherElements(ct, indices!, axis)];
  },
  onnx: (b, inputs, { attrs: { axis, reduction } }) =>
    b.op("ScatterElements", inputs, { axis: { int: axis }, reduction: { text: reduction } }),
  range: ([x, , updates], { inputs, attrs }) =>
    reducedRange(attrs.reduction, x!, updates!, attrs.overlap ?? sizeOf(inputs[2]!.shape)),
  cells: roundedCells(
    ({ inputs, attrs }) => (attrs.reduction === "none" ? 0 : (attrs.overlap ?? sizeOf(inputs[2]!.shape))),
    ([x, , updates], { inputs, attrs }, result) =>
      attrs.reduction === "add"
        ? magnitude(x!) + (attrs.overlap ?? sizeOf(inputs[2]!.shape)) * magnitude(updates!)
        : magnitude(result),
  ),
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: { axis: 1, reduction: "none" },
      inputs: [{ shape: [2, 4] }, { shape: [2, 1], dtype: "int32", domain: [-4, 3] }, { shape: [2, 1] }],
    },
    {
      attrs: { axis: 0, reduction: "add" },
      inputs: [
        { shape: [3, 2] },
        { shape: [4, 2], dtype: "int32", domain: [0, 2], edges: [1, 1, 1, 1] },
        { shape: [4, 2] },
      ],
    },
  ],
};

export const scatterElements = (x: Node, indices: Node, updates: Node, attrs: ScatterElementsAttrs): Node =>
  makeNode(scatterElementsOp, [x, indices, updates], attrs);
