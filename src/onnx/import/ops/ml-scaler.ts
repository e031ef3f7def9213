/** @file ai.onnx.ml Scaler: (x − offset) · scale. */
import { mul } from "../../../ops/mul.ts";
import { sub } from "../../../ops/sub.ts";
import type { Importer } from "../_importer.ts";
import { floatsAttribute } from "./_attributes.ts";
import { asFloats, floatVector, ml } from "./_ml.ts";

export const mlScalerImporter: Importer = {
  opType: "Scaler",
  domain: ml,
  import: (node) =>
    mul(sub(asFloats(node.input(0)), floatVector(node.floats("offset", [0]))), floatVector(node.floats("scale", [1]))),
  samples: [
    {
      opset: 1,
      attributes: [floatsAttribute("offset", [1, 2, 3]), floatsAttribute("scale", [0.5, 2, 1])],
      inputs: [{ shape: [2, 3] }],
    },
  ],
};
