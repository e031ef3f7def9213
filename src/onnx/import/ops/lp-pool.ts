/** @file ONNX LpPool. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { mul } from "../../../ops/mul.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { averagePool } from "../foreign/averagePool.ts";
import { intAttribute, intsAttribute } from "./_attributes.ts";
import { absolutePower, root } from "./_norms.ts";
import { spatialWindow } from "./_spatial.ts";

export const lpPoolImporter: Importer = {
  opType: "LpPool",
  import: (node) => {
    const x = node.input(0);
    const window = spatialWindow(node, x.shape.slice(2), node.ints("kernel_shape"));
    if (node.int("ceil_mode", 0) === 1) return node.unknown("ceil_mode is 1");
    const p = node.int("p", 2);
    const means = averagePool(absolutePower(x, p), { ...window, ceil: false, countPadding: true });
    return root(mul(means, scalarLike(x, sizeOf(window.kernel))), p);
  },
  samples: [
    {
      opset: 11,
      attributes: [intsAttribute("kernel_shape", [2, 2]), intsAttribute("pads", [0, 1, 1, 0])],
      inputs: [{ shape: [1, 2, 4, 4] }],
    },
    {
      opset: 18,
      attributes: [intsAttribute("kernel_shape", [3]), intAttribute("p", 3), intsAttribute("dilations", [2])],
      inputs: [{ shape: [1, 2, 8] }],
    },
  ],
};
