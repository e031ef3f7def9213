/** @file ONNX RandomNormalLike. */
import type { Importer } from "../_importer.ts";
import { normalNumbers } from "./random-normal.ts";

export const randomNormalLikeImporter: Importer = {
  opType: "RandomNormalLike",
  import: (node) => normalNumbers(node, node.input(0).shape, node.input(0)),
  samples: [{ opset: 7, inputs: [{ shape: [2, 3] }] }],
};
