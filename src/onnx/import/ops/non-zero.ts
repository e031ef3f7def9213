/** @file ONNX NonZero, whose result has a size only where the values are known. */
import { toValue } from "../../../graph/dtype.ts";
import { constant } from "../../../ops/constant.ts";
import { stridesOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";

export const nonZeroImporter: Importer = {
  opType: "NonZero",
  import: (node) => {
    const { shape } = node.input(0);
    const values = node.requiredNumbers(0, "the number of its results");
    const found = values.flatMap((x, i) => (x === 0 ? [] : [i]));
    const indices = stridesOf(shape).flatMap((stride, axis) => found.map((i) => Math.floor(i / stride) % shape[axis]!));
    return constant(toValue("int64", [shape.length, found.length], indices));
  },
  samples: [{ opset: 13, inputs: [{ shape: [2, 3], values: [0, 1, 0, 2, 0, 3], constant: true }] }],
};
