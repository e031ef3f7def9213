/** @file ONNX Reshape: 0 keeps a dimension, −1 is computed from the others. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf } from "../../../util/shape.ts";
import type { ImportContext, Importer, ImportSampleInput } from "../_importer.ts";

function reshaped(node: ImportContext): Node {
  const x = node.input(0);
  const asked = node.requiredNumbers(1, "its shape");
  if (node.int("allowzero", 0) !== 0) return reshape(x, asked);
  const shape = asked.map((d, axis) => (d === 0 ? (x.shape[axis] ?? Number.NaN) : d));
  if (shape.some(Number.isNaN)) {
    throw new ShapeError(`Reshape: ${formatShape(asked)} keeps a dimension that ${formatShape(x.shape)} does not have`);
  }
  // of an empty value the open dimension cannot be computed: it is empty, too
  return sizeOf(x.shape) === 0
    ? reshape(
        x,
        shape.map((d) => (d === -1 ? 0 : d)),
      )
    : reshape(x, shape);
}

const list = (...values: number[]): ImportSampleInput => ({
  shape: [values.length],
  dtype: "int64",
  values,
  constant: true,
});

export const reshapeImporter: Importer = {
  opType: "Reshape",
  import: reshaped,
  samples: [
    { opset: 7, inputs: [{ shape: [2, 6] }, list(3, 4)] },
    { opset: 13, inputs: [{ shape: [2, 3, 4] }, list(0, -1)] },
    { opset: 14, inputs: [{ shape: [1, 1] }, list()] },
  ],
};
