/** @file sparse-categorical-cross-entropy: of class probabilities against class labels. */
import { ShapeError } from "../../util/errors.ts";
import { formatShape } from "../../util/shape.ts";
import { isOneEach, labelRows } from "../_targets.ts";
import type { Loss } from "./_loss.ts";
import { crossEntropyOfRows } from "./_probabilities.ts";

export const sparseCategoricalCrossEntropyLoss: Loss = {
  name: "sparse-categorical-cross-entropy",
  formula: "−log p of the label, p divided by its sum, then clipped to [1e-7, 1 − 1e-7]",
  source: "Keras SparseCategoricalCrossentropy with from_logits=False",
  outputs: "probabilities",
  targets: "labels",
  perExample: (outputs, targets) => {
    if (!isOneEach(outputs, targets)) {
      throw new ShapeError(
        `sparse-categorical-cross-entropy needs one class label an example, not targets of ${formatShape(targets.shape)}`,
        { help: 'use "categorical-cross-entropy" with one-hot targets' },
      );
    }
    return crossEntropyOfRows(outputs, labelRows(outputs, targets));
  },
};
