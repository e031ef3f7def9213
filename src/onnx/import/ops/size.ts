/** @file ONNX Size. */
import { scalar } from "../../../ops/constant.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";

export const sizeImporter: Importer = {
  opType: "Size",
  import: (node) => scalar("int64", sizeOf(node.input(0).shape)),
  samples: [{ opset: 7, inputs: [{ shape: [2, 3] }] }],
};
