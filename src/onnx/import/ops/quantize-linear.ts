/** @file ONNX QuantizeLinear: x / scale rounded to even, moved by the zero point and kept inside the type. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { clip } from "../../../ops/clip.ts";
import { div } from "../../../ops/div.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { round } from "../foreign/round.ts";
import { intAttribute } from "./_attributes.ts";
import { alongAxis, quantizedType } from "./_quantized.ts";

function quantized(node: ImportContext): Node {
  const [x, scale, zero] = [node.input(0), node.input(1), node.optional(2)];
  const { dtype, least, most } = quantizedType(node, zero);
  if (scale.dtype !== x.dtype)
    return node.unknown(`it divides ${x.dtype} by ${scale.dtype}`, [{ shape: x.shape, dtype }]);
  const scaled = round(div(x, alongAxis(node, scale, x)));
  const moved = zero ? add(scaled, alongAxis(node, cast(zero, x.dtype), x)) : scaled;
  return cast(clip(moved, least, most), dtype);
}

const zeros = { shape: [3], dtype: "uint8", values: [0, 128, 3], constant: true } as const;

export const quantizeLinearImporter: Importer = {
  opType: "QuantizeLinear",
  import: quantized,
  samples: [
    {
      opset: 10,
      inputs: [
        { shape: [2, 3], domain: [-9, 9] },
        { shape: [], values: [0.1] },
        { ...zeros, shape: [], values: [7] },
      ],
    },
    {
      opset: 13,
      attributes: [intAttribute("axis", 1)],
      inputs: [{ shape: [2, 3], domain: [-9, 9] }, { shape: [3], domain: [0.1, 0.5] }, zeros],
    },
  ],
};
