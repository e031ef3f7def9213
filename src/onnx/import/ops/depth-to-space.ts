/** @file ONNX DepthToSpace. */
import { reshape } from "../../../ops/reshape.ts";
import { transpose } from "../../../ops/transpose.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";

export const depthToSpaceImporter: Importer = {
  opType: "DepthToSpace",
  import: (node) => {
    const x = node.input(0);
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const b = node.int("blocksize");
    const depth = c / (b * b);
    const columnsFirst = node.opset >= 11 && node.text("mode", "DCR") === "CRD";
    const moved = columnsFirst
      ? transpose(reshape(x, [n, depth, b, b, h, w]), [0, 1, 4, 2, 5, 3])
      : transpose(reshape(x, [n, b, b, depth, h, w]), [0, 3, 4, 1, 5, 2]);
    return reshape(moved, [n, depth, h * b, w * b]);
  },
  samples: [
    { opset: 7, attributes: [intAttribute("blocksize", 2)], inputs: [{ shape: [1, 8, 2, 3] }] },
    {
      opset: 13,
      attributes: [intAttribute("blocksize", 2), textAttribute("mode", "CRD")],
      inputs: [{ shape: [1, 8, 2, 3] }],
    },
  ],
};
