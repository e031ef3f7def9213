/** @file ONNX AveragePool. */

import type { Importer } from "../_importer.ts";
import { averagePool } from "../foreign/averagePool.ts";
import { intAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { spatialWindow } from "./_spatial.ts";

const kernel = intsAttribute("kernel_shape", [3, 2]);
const pads = intsAttribute("pads", [1, 0, 1, 1]);

export const averagePoolImporter: Importer = {
  opType: "AveragePool",
  import: (node) => {
    const x = node.input(0);
    const window = spatialWindow(node, x.shape.slice(2), node.ints("kernel_shape"));
    const countPadding = node.int("count_include_pad", 0) === 1;
    return averagePool(x, { ...window, ceil: node.int("ceil_mode", 0) === 1, countPadding });
  },
  samples: [
    { opset: 7, attributes: [kernel, pads], inputs: [{ shape: [1, 2, 4, 4] }] },
    { opset: 11, attributes: [kernel, pads, intAttribute("count_include_pad", 1)], inputs: [{ shape: [1, 2, 4, 4] }] },
    {
      opset: 19,
      attributes: [kernel, pads, intsAttribute("strides", [2, 3]), intAttribute("ceil_mode", 1)],
      inputs: [{ shape: [1, 1, 6, 6] }],
    },
    {
      opset: 19,
      attributes: [kernel, textAttribute("auto_pad", "SAME_LOWER"), intsAttribute("strides", [1, 2])],
      inputs: [{ shape: [1, 1, 5, 5] }],
    },
    { opset: 19, attributes: [kernel, intsAttribute("dilations", [1, 2])], inputs: [{ shape: [1, 1, 5, 5] }] },
  ],
};
