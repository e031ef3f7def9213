/** @file ONNX RandomUniformLike. */
import type { Importer } from "../_importer.ts";
import { uniformNumbers } from "./random-uniform.ts";

export const randomUniformLikeImporter: Importer = {
  opType: "RandomUniformLike",
  import: (node) => uniformNumbers(node, node.input(0).shape, node.input(0)),
  samples: [{ opset: 7, inputs: [{ shape: [2, 3] }] }],
};
