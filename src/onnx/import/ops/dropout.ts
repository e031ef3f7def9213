/** @file ONNX Dropout, which passes its input on unless it is asked to train. */
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { scalar } from "../../../ops/constant.ts";
import type { ImportContext, Imported, Importer } from "../_importer.ts";

function passed(node: ImportContext): Imported {
  const x = node.input(0);
  if (node.opset >= 12 && node.optional(2) && !isOff(node)) {
    return node.unknown("its training_mode is not known to be off", [x, { shape: x.shape, dtype: "bool" }]);
  }
  return [x, node.isUsed(1) ? allOn(x) : null];
}

/** Training with a ratio of 0 drops nothing. */
function isOff(node: ImportContext): boolean {
  const training = node.constantOf(2)?.data[0];
  const ratio = node.optional(1) ? node.constantOf(1)?.data[0] : 0.5;
  return training === 0 || ratio === 0;
}

const allOn = (x: Node): Node => broadcastTo(scalar("bool", 1), x.shape);

export const dropoutImporter: Importer = {
  opType: "Dropout",
  import: passed,
  samples: [
    { opset: 10, inputs: [{ shape: [2, 3] }] },
    { opset: 13, inputs: [{ shape: [2, 3] }, { shape: [], values: [0.5], constant: true }], outputs: 2 },
    {
      opset: 13,
      inputs: [
        { shape: [2, 3] },
        { shape: [], values: [0.5], constant: true },
        { shape: [], dtype: "bool", values: [0], constant: true },
      ],
    },
  ],
};
