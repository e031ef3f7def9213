/** @file ONNX Conv. */

import type { Node } from "../../../graph/node.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { conv } from "../foreign/conv.ts";
import { intAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { spatialWindow } from "./_spatial.ts";

/** The convolution of the node's inputs 0, 1 and 2. */
export function convolution(node: ImportContext): Node {
  const [x, w] = [node.input(0), node.input(1)];
  const { strides, dilations, pads } = spatialWindow(node, x.shape.slice(2), w.shape.slice(2));
  return conv(x, w, node.optional(2), { strides, dilations, pads, group: node.int("group", 1) });
}

export const convImporter: Importer = {
  opType: "Conv",
  import: convolution,
  samples: [
    { opset: 11, inputs: [{ shape: [1, 2, 5] }, { shape: [3, 2, 3] }, { shape: [3] }] },
    {
      opset: 11,
      attributes: [intsAttribute("strides", [2, 1]), intsAttribute("pads", [1, 0, 0, 1]), intAttribute("group", 2)],
      inputs: [{ shape: [2, 4, 5, 6] }, { shape: [4, 2, 3, 2], constant: true }],
    },
    {
      opset: 7,
      attributes: [textAttribute("auto_pad", "SAME_UPPER"), intsAttribute("strides", [2, 2])],
      inputs: [{ shape: [1, 1, 5, 4] }, { shape: [2, 1, 3, 3] }],
    },
    {
      opset: 22,
      attributes: [textAttribute("auto_pad", "SAME_LOWER"), intsAttribute("kernel_shape", [2, 2])],
      inputs: [{ shape: [1, 1, 5, 4] }, { shape: [2, 1, 2, 2] }],
    },
    {
      opset: 11,
      attributes: [intsAttribute("dilations", [1, 2, 1])],
      inputs: [{ shape: [1, 1, 3, 5, 2] }, { shape: [1, 1, 2, 2, 1] }],
    },
  ],
};
