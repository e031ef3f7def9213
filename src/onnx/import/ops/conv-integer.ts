/** @file ONNX ConvInteger. */
import { cast } from "../../../ops/cast.ts";
import type { Importer } from "../_importer.ts";
import { conv } from "../foreign/conv.ts";
import { intsAttribute } from "./_attributes.ts";
import { spatialWindow } from "./_spatial.ts";
import { withoutZeroPoint } from "./_whole.ts";

const bytes = { dtype: "uint8", domain: [0, 255] } as const;

export const convIntegerImporter: Importer = {
  opType: "ConvInteger",
  import: (node) => {
    const x = withoutZeroPoint(node.input(0), node.optional(2), 1);
    const w = withoutZeroPoint(node.input(1), node.optional(3), 0);
    const { strides, dilations, pads } = spatialWindow(node, x.shape.slice(2), w.shape.slice(2));
    return cast(conv(x, w, null, { strides, dilations, pads, group: node.int("group", 1) }), "int32");
  },
  samples: [
    {
      opset: 10,
      attributes: [intsAttribute("pads", [1, 0, 0, 1])],
      inputs: [
        { ...bytes, shape: [1, 2, 4, 4] },
        { ...bytes, shape: [3, 2, 2, 2] },
        { ...bytes, shape: [], values: [128] },
      ],
    },
  ],
};
