/** @file ONNX EyeLike. */
import { toValue } from "../../../graph/dtype.ts";
import { constant } from "../../../ops/constant.ts";
import type { Importer } from "../_importer.ts";
import { held } from "../limits.ts";
import { intAttribute } from "./_attributes.ts";

export const eyeLikeImporter: Importer = {
  opType: "EyeLike",
  import: (node) => {
    const { shape, dtype } = node.input(0);
    const [rows, columns] = shape as [number, number];
    const k = node.int("k", 0);
    const ones = Array.from({ length: held(rows * columns, "the matrix") }, (_, i) =>
      (i % columns) - Math.floor(i / columns) === k ? 1 : 0,
    );
    return constant(toValue(node.dtype("dtype", dtype), [rows, columns], ones));
  },
  samples: [{ opset: 9, attributes: [intAttribute("k", 1)], inputs: [{ shape: [3, 4] }] }],
};
