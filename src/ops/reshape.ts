/** @file reshape: the same elements in row-major order under another shape. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../util/shape.ts";
import { reshapedCells } from "./_cells.ts";

export interface ReshapeAttrs {
  readonly shape: Shape;
}

export const reshapeOp: OpDef<ReshapeAttrs> = {
  name: "reshape",
  formula: "x under another shape",
  infer: ([x], { shape }) => {
    if (sizeOf(x!.shape) !== sizeOf(shape)) {
      throw new ShapeError(
        `reshape: ${formatShape(x!.shape)} has ${sizeOf(x!.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
      );
    }
    return { shape, dtype: x!.dtype };
  },
  reference: ([x], _attrs, out) => out.data.set(x!.data),
  vjp: (ct, { inputs: [x] }) => [reshape(ct, x!.shape)],
  onnx: (b, [x], { attrs }) =>
    b.op("Reshape", [x!, b.constant("int64", [attrs.shape.length], attrs.shape)], { allowzero: { int: 1 } }),
  range: unchanged,
  cells: ([x], { shape }) => reshapedCells(x!, shape),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { shape: [2, 6] }, inputs: [{ shape: [3, 4] }] },
    { attrs: { shape: [] }, inputs: [{ shape: [1, 1] }] },
  ],
};

/** One dimension may be −1: it is computed from the others. */
export function reshape(x: Node, shape: Shape): Node {
  const known = shape.filter((d) => d !== -1).reduce((product, d) => product * d, 1);
  const rest = sizeOf(x.shape) / known;
  const open = shape.filter((d) => d === -1).length;
  if (shape.some((d) => !Number.isInteger(d) || d < -1) || open > 1 || (open === 1 && !Number.isInteger(rest))) {
    throw new ShapeError(
      `reshape: ${formatShape(x.shape)} has ${sizeOf(x.shape)} elements and cannot become ${formatShape(shape)}`,
      {
        help: "one dimension may be -1, and the others must divide the number of elements",
      },
    );
  }
  const resolved = shape.map((d) => (d === -1 ? rest : d));
  return sameShape(x.shape, resolved) ? x : makeNode(reshapeOp, [x], { shape: resolved });
}
