/** @file oneHot: class indices as rows of zeros with a single 1. */
import type { DType } from "../graph/dtype.ts";
import { isInteger } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape } from "../util/shape.ts";

export interface OneHotAttrs {
  /** Number of classes: the size of the new last axis. */
  readonly depth: number;
  readonly dtype: DType;
}

export const oneHotOp: OpDef<OneHotAttrs> = {
  name: "oneHot",
  formula: "y[…, k] = 1 where k = index, else 0",
  infer: ([indices], { depth, dtype }) => {
    const { shape } = indices!;
    if (isInteger(indices!.dtype)) return { shape: [...shape, depth], dtype };
    throw new ShapeError(`oneHot: the indices are ${indices!.dtype}${formatShape(shape)}, not int32`, {
      help: 'cast them: cast(indices, "int32")',
    });
  },
  // an index outside 0 … depth − 1 gives a row of zeros
  reference: ([indices], { depth }, out) => {
    out.data.fill(0);
    indices!.data.forEach((index, i) => {
      if (index >= 0 && index < depth) out.data[i * depth + index] = 1;
    });
  },
  vjp: () => [null],
  onnx: (b, [indices], { attrs: { depth, dtype }, inputs: [source], shape }) => {
    const column = b.op("Reshape", [indices!, b.constant("int64", [shape.length], [...shape.slice(0, -1), 1])]);
    const classes = b.constant(
      source!.dtype,
      [depth],
      Array.from({ length: depth }, (_, k) => k),
    );
    const hits = b.op("Equal", [column, classes]);
    return dtype === "bool" ? hits : b.op("Cast", [hits], { to: { onnxType: dtype } });
  },
  range: () => range(0, 1),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { depth: 4, dtype: "float32" }, inputs: [{ shape: [5], dtype: "int32", domain: [0, 3], edges: [0, 3] }] },
    {
      attrs: { depth: 3, dtype: "int32" },
      inputs: [{ shape: [2, 2], dtype: "int32", domain: [0, 2], edges: [-1, 3] }],
    },
  ],
};

export const oneHot = (indices: Node, depth: number, dtype: DType = "float32"): Node =>
  makeNode(oneHotOp, [indices], { depth, dtype });
