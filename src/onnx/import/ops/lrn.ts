/** @file ONNX LRN: x / (bias + α/n Σ x²)^β over n neighbouring channels. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";
import { pow } from "../../../ops/pow.ts";
import { reshape } from "../../../ops/reshape.ts";
import { square } from "../../../ops/square.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { averagePool } from "../foreign/averagePool.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";

export const lrnImporter: Importer = {
  opType: "LRN",
  import: (node) => {
    const x = node.input(0);
    const size = node.int("size");
    const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
    const planes = reshape(square(x), [batch, 1, channels, sizeOf(spatial)]);
    const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
    const means = averagePool(planes, {
      kernel: [size, 1],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [before, 0, after, 0],
      ceil: false,
      countPadding: true,
    });
    const scaled = mul(reshape(means, x.shape), scalarLike(x, node.float("alpha", 1e-4)));
    const base = add(scaled, scalarLike(x, node.float("bias", 1)));
    return div(x, pow(base, scalarLike(x, node.float("beta", 0.75))));
  },
  samples: [
    { opset: 7, attributes: [intAttribute("size", 3)], inputs: [{ shape: [1, 5, 2, 2] }] },
    {
      opset: 13,
      attributes: [intAttribute("size", 5), floatAttribute("alpha", 0.5), floatAttribute("bias", 2)],
      inputs: [{ shape: [1, 5, 2, 2] }],
    },
  ],
};
