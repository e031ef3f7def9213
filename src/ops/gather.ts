/** @file gather: picks entries along an axis by index. */
import { type Box, type CellContext, cellBudget } from "../graph/box.ts";
import type { Type, Value } from "../graph/dtype.ts";
import { isFloat, isInteger } from "../graph/dtype.ts";
import { mergedAlong } from "../graph/grid.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { DataError, ShapeError } from "../util/errors.ts";
import { formatShape, normalizeAxes, sizeOf } from "../util/shape.ts";
import { pickedCells, reshapedCells } from "./_cells.ts";
import { matmul } from "./matmul.ts";
import { oneHot } from "./oneHot.ts";
import { reshape } from "./reshape.ts";
import { transpose } from "./transpose.ts";

export interface GatherAttrs {
  /** Non-negative. */
  readonly axis: number;
}

function inferGather([x, indices]: readonly Type[], { axis }: GatherAttrs): Type {
  if (!isInteger(indices!.dtype)) {
    throw new ShapeError(`gather: the indices are ${indices!.dtype}${formatShape(indices!.shape)}, not int32`, {
      help: 'cast them: cast(indices, "int32")',
    });
  }
  return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype };
}

function gatherValues([x, indices]: readonly Value[], { axis }: GatherAttrs, out: Value): void {
  const size = x!.shape[axis]!;
  const inner = sizeOf(x!.shape.slice(axis + 1));
  const outer = sizeOf(x!.shape.slice(0, axis));
  let to = 0;
  for (let i = 0; i < outer; i++) {
    for (const index of indices!.data) {
      if (index < -size || index >= size)
        throw new DataError(`gather: index ${index} is outside an axis of ${size} entries`);
      const from = (i * size + (index < 0 ? index + size : index)) * inner;
      out.data.set(x!.data.subarray(from, from + inner), to);
      to += inner;
    }
  }
}

/** The cotangent of x: each row of ct added to the row it was picked from, as the product with the one-hot matrix. */
function scatterSum(ct: Node, x: Node, indices: Node, axis: number): Node {
  const outer = x.shape.slice(0, axis);
  const inner = x.shape.slice(axis + 1);
  const [before, n, after, picked] = [sizeOf(outer), x.shape[axis]!, sizeOf(inner), sizeOf(indices.shape)];
  // [n, picked] @ [before, picked, after] → [before, n, after]
  const hot = transpose(oneHot(reshape(indices, [picked]), n, ct.dtype));
  return reshape(matmul(hot, reshape(ct, [before, picked, after])), x.shape);
}

/** Known indices pick their parts of the axis, unknown ones any of them. */
function gatheredCells(
  [x]: readonly Box[],
  { attrs: { axis }, inputs: [, indices], shape }: Node<GatherAttrs>,
  context: CellContext,
): Box {
  const known = context.constant(1);
  const size = x!.shape[axis]!;
  const picked =
    known && known.data.length <= cellBudget ? Array.from(known.data, (i) => (i < 0 ? i + size : i)) : null;
  if (picked?.every((i) => i >= 0 && i < size) && picked.length > 0)
    return reshapedCells(pickedCells(x!, axis, picked), shape);
  const { lo, hi, nan, cuts } = mergedAlong(x!, axis);
  const open = indices!.shape.map((): number[] => []);
  return { shape, cuts: [...cuts.slice(0, axis), ...open, ...cuts.slice(axis + 1)], lo, hi, nan };
}

export const gatherOp: OpDef<GatherAttrs> = {
  name: "gather",
  formula: "x[…, indices, …]",
  infer: inferGather,
  reference: gatherValues,
  vjp: (ct, { inputs: [x, indices], attrs: { axis } }) => [
    isFloat(x!.dtype) ? scatterSum(ct, x!, indices!, axis) : null,
    null,
  ],
  onnx: (b, inputs, { attrs }) => b.op("Gather", inputs, { axis: { int: attrs.axis } }),
  range: unchanged,
  cells: gatheredCells,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { axis: 0 }, inputs: [{ shape: [5, 3] }, { shape: [4], dtype: "int32", domain: [0, 4], edges: [2, 2] }] },
    { attrs: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 2], dtype: "int32", domain: [0, 3] }] },
    {
      attrs: { axis: 0 },
      inputs: [
        { shape: [6, 2], dtype: "uint8", domain: [0, 255] },
        { shape: [3], dtype: "int32", domain: [0, 5] },
      ],
    },
    { attrs: { axis: 0 }, inputs: [{ shape: [4] }, { shape: [], dtype: "int32", domain: [0, 3] }] },
  ],
};

export function gather(x: Node, indices: Node, axis = 0): Node {
  const [normalized] = normalizeAxes("gather", axis, x.shape.length);
  return makeNode(gatherOp, [x, indices], { axis: normalized! });
}
