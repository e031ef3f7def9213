/** @file ONNX SpaceToDepth. */
import { reshape } from "../../../ops/reshape.ts";
import { transpose } from "../../../ops/transpose.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

export const spaceToDepthImporter: Importer = {
  opType: "SpaceToDepth",
  import: (node) => {
    const x = node.input(0);
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const b = node.int("blocksize");
    const split = reshape(x, [n, c, h / b, b, w / b, b]);
    const columnsFirst = node.text("mode", "DCR") === "CRD";
    return reshape(transpose(split, columnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]), [
      n,
      c * b * b,
      h / b,
      w / b,
    ]);
  },
  samples: [{ opset: 13, attributes: [intAttribute("blocksize", 2)], inputs: [{ shape: [1, 2, 4, 6] }] }],
};
