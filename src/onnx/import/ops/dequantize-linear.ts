/** @file ONNX DequantizeLinear: (x − zero point) · scale. */
import { cast } from "../../../ops/cast.ts";
import { mul } from "../../../ops/mul.ts";
import { sub } from "../../../ops/sub.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";
import { alongAxis } from "./_quantized.ts";

const bytes = { dtype: "uint8", domain: [0, 255] } as const;

export const dequantizeLinearImporter: Importer = {
  opType: "DequantizeLinear",
  import: (node) => {
    const [x, scale, zero] = [node.input(0), node.input(1), node.optional(2)];
    const raw = cast(x, scale.dtype);
    const moved = zero ? sub(raw, alongAxis(node, cast(zero, scale.dtype), x)) : raw;
    return mul(moved, alongAxis(node, scale, x));
  },
  samples: [
    {
      opset: 10,
      inputs: [
        { ...bytes, shape: [2, 3] },
        { shape: [], values: [0.1] },
        { ...bytes, shape: [] },
      ],
    },
    {
      opset: 13,
      attributes: [intAttribute("axis", 1)],
      inputs: [
        { ...bytes, shape: [2, 3] },
        { shape: [3], domain: [0.1, 0.5] },
        { ...bytes, shape: [3] },
      ],
    },
  ],
};
