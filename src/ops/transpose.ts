/** @file transpose: permutes axes. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, stridesOf } from "../util/shape.ts";
import { permutedCells } from "./_cells.ts";

export interface TransposeAttrs {
  /** Output axis i is input axis permutation[i]. */
  readonly permutation: readonly number[];
}

export const transposeOp: OpDef<TransposeAttrs> = {
  name: "transpose",
  formula: "x with its axes permuted",
  infer: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new ShapeError(
        `transpose: ${formatShape(permutation)} is no permutation of the axes of ${formatShape(x!.shape)}`,
      );
    }
    return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },
  reference: ([x], { permutation }, out) => {
    const strides = stridesOf(x!.shape);
    const steps = permutation.map((axis) => strides[axis]!);
    const counter = new Array<number>(out.shape.length).fill(0);
    let source = 0;
    for (let i = 0; i < out.data.length; i++) {
      out.data[i] = x!.data[source]!;
      for (let axis = out.shape.length - 1; axis >= 0; axis--) {
        const wraps = ++counter[axis]! === out.shape[axis]!;
        source += steps[axis]! * (wraps ? 1 - out.shape[axis]! : 1);
        if (!wraps) break;
        counter[axis] = 0;
      }
    }
  },
  vjp: (ct, { attrs: { permutation } }) => [
    transpose(
      ct,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  onnx: (b, inputs, { attrs }) => b.op("Transpose", inputs, { perm: { ints: attrs.permutation } }),
  range: unchanged,
  cells: ([x], { attrs }) => permutedCells(x!, attrs.permutation),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { permutation: [1, 0] }, inputs: [{ shape: [3, 4] }] },
    { attrs: { permutation: [2, 0, 1] }, inputs: [{ shape: [2, 3, 4] }] },
  ],
};

/** Reverses the axes unless a permutation is given. */
export function transpose(x: Node, permutation?: readonly number[]): Node {
  const axes = permutation ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
  return axes.every((axis, i) => axis === i) ? x : makeNode(transposeOp, [x], { permutation: axes });
}

/** Swaps the last two axes. */
export function transposeLast(x: Node): Node {
  const rank = x.shape.length;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis === rank - 2 ? rank - 1 : axis === rank - 1 ? rank - 2 : axis)),
  );
}
