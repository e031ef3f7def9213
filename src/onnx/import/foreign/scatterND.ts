/** @file scatterND: puts slices where tuples of indices say, or adds them there. */
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
import { gatherND, slicePositions } from "./gatherND.ts";

export interface ScatterNDAttrs {
  readonly reduction: Reduction;
}

function inferScatterND([x, indices, updates]: readonly Type[]): Type {
  requireIndices("scatterND", indices!);
  const width = indices!.shape.at(-1);
  const expected = [...indices!.shape.slice(0, -1), ...x!.shape.slice(width ?? 0)];
  if (width !== undefined && sameShape(updates!.shape, expected) && x!.dtype === updates!.dtype) {
    return { shape: x!.shape, dtype: x!.dtype };
  }
  throw new ShapeError(
    `scatterND: ${updates!.dtype}${formatShape(updates!.shape)} at indices of ${formatShape(indices!.shape)} does not fit ${x!.dtype}${formatShape(x!.shape)}`,
  );
}

function scatterValues([x, indices, updates]: readonly Value[], { reduction }: ScatterNDAttrs, out: Value): void {
  const totals = Float64Array.from(x!.data);
  const positions = slicePositions("scatterND", x!, indices!);
  const inner = positions.length === 0 ? 0 : updates!.data.length / positions.length;
  positions.forEach((from, tuple) => {
    for (let i = 0; i < inner; i++) {
      totals[from + i] = reduce[reduction](totals[from + i]!, updates!.data[tuple * inner + i]!);
    }
  });
  out.data.set(totals);
}

export const scatterNDOp: OpDef<ScatterNDAttrs> = {
  name: "scatterND",
  formula: "x with x[indices[i], …] = updates[i, …], or added to it",
  infer: inferScatterND,
  reference: scatterValues,
  vjp: (ct, { inputs: [x, indices, updates], attrs: { reduction } }) => {
    if (!isFloat(x!.dtype)) return [null, null, null];
    if (reduction === "add") return [ct, null, gatherND(ct, indices!)];
    if (reduction !== "none") return unknownGradients(ct, x!, updates!, "ScatterND");
    const none = broadcastTo(scalarLike(ct, 0), updates!.shape);
    return [scatterND(ct, indices!, none, "none"), null, gatherND(ct, indices!)];
  },
  onnx: (b, [x, indices, updates], { attrs, inputs }) => {
    const wide = inputs[1]!.dtype === "int32" ? b.op("Cast", [indices!], { to: { int: 7 } }) : indices!;
    return b.op("ScatterND", [x!, wide, updates!], { reduction: { text: attrs.reduction } });
  },
  range: ([x, , updates], { inputs, attrs }) =>
    reducedRange(attrs.reduction, x!, updates!, sizeOf(inputs[1]!.shape.slice(0, -1))),
  cells: roundedCells(
    ({ inputs, attrs }) => (attrs.reduction === "none" ? 0 : sizeOf(inputs[1]!.shape.slice(0, -1))),
    ([x, , updates], { inputs, attrs }, result) =>
      attrs.reduction === "add"
        ? magnitude(x!) + sizeOf(inputs[1]!.shape.slice(0, -1)) * magnitude(updates!)
        : magnitude(result),
  ),
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: { reduction: "add" },
      inputs: [{ shape: [3, 2] }, { shape: [4, 1], dtype: "int32", domain: [0, 2], edges: [1, 1] }, { shape: [4, 2] }],
    },
    {
      attrs: { reduction: "none" },
      inputs: [{ shape: [3, 2] }, { shape: [1, 2], dtype: "int32", domain: [-2, 1] }, { shape: [1] }],
    },
  ],
};

export const scatterND = (x: Node, indices: Node, updates: Node, reduction: Reduction): Node =>
  makeNode(scatterNDOp, [x, indices, updates], { reduction });
