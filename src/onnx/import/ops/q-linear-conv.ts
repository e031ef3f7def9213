/** @file ONNX QLinearConv. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { conv } from "../foreign/conv.ts";
import { alongChannels } from "./_channels.ts";
import { requantized } from "./_requantized.ts";
import { spatialWindow } from "./_spatial.ts";
import { withoutZeroPoint } from "./_whole.ts";

function convolved(node: ImportContext): Node {
  const x = withoutZeroPoint(node.input(0), node.input(2), 1);
  const w = withoutZeroPoint(node.input(3), node.input(5), 0);
  const { strides, dilations, pads } = spatialWindow(node, x.shape.slice(2), w.shape.slice(2));
  const sums = conv(x, w, null, { strides, dilations, pads, group: node.int("group", 1) });
  const bias = node.optional(8);
  const total = bias ? add(sums, alongChannels(cast(bias, "float64"), sums.shape.length)) : sums;
  const own = node.input(4);
  const scale = own.shape.length === 1 && own.shape[0]! > 1 ? alongChannels(own, sums.shape.length) : reshape(own, []);
  return requantized(node, total, [node.input(1), scale, node.input(6)], node.input(7));
}

const bytes = { dtype: "uint8", domain: [0, 255] } as const;
const one = (value: number) => ({ shape: [], values: [value] }) as const;

export const qLinearConvImporter: Importer = {
  opType: "QLinearConv",
  import: convolved,
  samples: [
    {
      opset: 10,
      inputs: [
        { ...bytes, shape: [1, 2, 4, 4] },
        one(0.00369),
        { ...one(132), dtype: "uint8" },
        { ...bytes, shape: [3, 2, 2, 2] },
        { shape: [3], values: [0.0017, 0.0027, 0.0011] },
        { ...bytes, shape: [3], values: [255, 120, 130] },
        one(0.00162),
        { ...one(123), dtype: "uint8" },
        { shape: [3], dtype: "int32", domain: [-90, 90] },
      ],
    },
  ],
};
