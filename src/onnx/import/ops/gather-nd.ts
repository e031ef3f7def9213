/** @file ONNX GatherND. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { concat } from "../../../ops/concat.ts";
import { constant } from "../../../ops/constant.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { gatherND } from "../foreign/gatherND.ts";
import { held } from "../limits.ts";
import { intAttribute } from "./_attributes.ts";

/** The indices with those of the leading axes written before them. */
function withBatchIndices(indices: Node, batchDims: number): Node {
  const shape = [...indices.shape.slice(0, -1), 1];
  if (batchDims < 0 || batchDims >= indices.shape.length) {
    throw new ShapeError(`GatherND: batch_dims is ${batchDims} for indices of ${formatShape(indices.shape)}`);
  }
  const columns = Array.from({ length: batchDims }, (_, axis) => {
    const inner = sizeOf(shape.slice(axis + 1));
    const size = shape[axis]!;
    const data = Array.from(
      { length: held(sizeOf(shape), "the table of its batches") },
      (_, i) => Math.floor(i / inner) % size,
    );
    return constant(toValue(indices.dtype, shape, data));
  });
  return concat([...columns, indices], -1);
}

export const gatherNdImporter: Importer = {
  opType: "GatherND",
  import: (node) => gatherND(node.input(0), withBatchIndices(node.input(1), node.int("batch_dims", 0))),
  samples: [
    { opset: 11, inputs: [{ shape: [3, 4, 2] }, { shape: [5, 2], dtype: "int64", domain: [-3, 2] }] },
    {
      opset: 13,
      attributes: [intAttribute("batch_dims", 1)],
      inputs: [{ shape: [2, 4, 3] }, { shape: [2, 3, 1], dtype: "int64", domain: [0, 3] }],
    },
  ],
};
