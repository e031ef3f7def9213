/** @file ONNX Upsample, which became Resize in opset 10. */
import type { Importer } from "../_importer.ts";
import { floatsAttribute, textAttribute } from "./_attributes.ts";
import { modeOf, resized } from "./resize.ts";

export const upsampleImporter: Importer = {
  opType: "Upsample",
  import: (node) => {
    const x = node.input(0);
    const scales = node.opset < 9 ? node.floats("scales") : node.requiredNumbers(1, "its size");
    const axes = scales.flatMap((scale, axis) => {
      const from = x.shape[axis]!;
      return scale === 1 ? [] : [[axis, { from, to: Math.floor(from * scale), scale, roi: [0, 1] }] as const];
    });
    const how = { coordinates: "asymmetric", rounding: "floor", antialias: false, excludeOutside: false, cubicA: 0 };
    return resized(node, x, new Map(axes), { ...how, mode: modeOf(node) }, 0);
  },
  samples: [
    { opset: 7, attributes: [floatsAttribute("scales", [1, 1, 2, 3])], inputs: [{ shape: [1, 1, 2, 3] }] },
    {
      opset: 9,
      attributes: [textAttribute("mode", "linear")],
      inputs: [{ shape: [1, 1, 3, 2] }, { shape: [4], values: [1, 1, 2, 2], constant: true }],
    },
  ],
};
