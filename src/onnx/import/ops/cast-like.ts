/** @file ONNX CastLike. */
import { cast } from "../../../ops/cast.ts";
import type { Importer } from "../_importer.ts";

export const castLikeImporter: Importer = {
  opType: "CastLike",
  import: (node) => cast(node.input(0), node.input(1).dtype),
  samples: [{ opset: 15, inputs: [{ shape: [4] }, { shape: [1], dtype: "int32" }] }],
};
