/** @file ONNX Tile. */
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { Importer } from "../_importer.ts";

export const tileImporter: Importer = {
  opType: "Tile",
  import: (node) => {
    const x = node.input(0);
    const repeats = node.requiredNumbers(1, "the number of repetitions");
    const wide = broadcastTo(
      reshape(
        x,
        x.shape.flatMap((d) => [1, d]),
      ),
      x.shape.flatMap((d, axis) => [repeats[axis]!, d]),
    );
    return reshape(
      wide,
      x.shape.map((d, axis) => d * repeats[axis]!),
    );
  },
  samples: [{ opset: 13, inputs: [{ shape: [2, 3] }, { shape: [2], dtype: "int64", values: [2, 3], constant: true }] }],
};
