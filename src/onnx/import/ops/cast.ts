/** @file ONNX Cast. */
import { cast } from "../../../ops/cast.ts";
import { onnxTypes } from "../../tensor.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

export const castImporter: Importer = {
  opType: "Cast",
  import: (node) => cast(node.input(0), node.dtype("to")),
  samples: [
    {
      opset: 9,
      attributes: [intAttribute("to", onnxTypes.int32)],
      inputs: [{ shape: [6], edges: [-1.75, 1.75, 0.5, -0.5] }],
    },
    { opset: 13, attributes: [intAttribute("to", onnxTypes.bool)], inputs: [{ shape: [4], edges: [0, 0.5, -3] }] },
    {
      opset: 13,
      attributes: [intAttribute("to", onnxTypes.float32)],
      inputs: [{ shape: [4], dtype: "int64", domain: [-9, 9] }],
    },
    { opset: 19, attributes: [intAttribute("to", onnxTypes.float64)], inputs: [{ shape: [4] }] },
  ],
};
