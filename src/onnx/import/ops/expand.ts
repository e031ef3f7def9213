/** @file ONNX Expand. */
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { broadcastShapes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";

function expanded(node: ImportContext): Node {
  const x = node.input(0);
  return broadcastTo(x, broadcastShapes("Expand", x.shape, node.requiredNumbers(1, "its shape")));
}

export const expandImporter: Importer = {
  opType: "Expand",
  import: expanded,
  samples: [
    { opset: 8, inputs: [{ shape: [3, 1] }, { shape: [3], dtype: "int64", values: [2, 1, 4], constant: true }] },
  ],
};
