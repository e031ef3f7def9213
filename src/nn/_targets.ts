/** @file Brings targets to the shape that outputs are compared with. */
import { broadcastTo, cast, oneHot, reshape } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, sameShape, sizeOf } from "../util/shape.ts";

/**
 * Targets with the outputs' shape and dtype. [m] and [m, 1] are the same thing here: left as they are they would
 * broadcast to [m, m]. One number an example is compared with every output, as Keras does.
 */
export function alignedTargets(what: string, outputs: Tensor, targets: Tensor): Tensor {
  const typed = cast(targets, outputs.dtype);
  if (sameShape(outputs.shape, targets.shape)) return typed;
  const isColumn = outputs.shape.at(-1) === 1 || targets.shape.at(-1) === 1;
  if (isColumn && outputs.shape[0] === targets.shape[0] && sizeOf(outputs.shape) === sizeOf(targets.shape)) {
    return reshape(typed, outputs.shape);
  }
  if (isOneEach(outputs, targets)) return broadcastTo(reshape(typed, [outputs.shape[0]!, 1]), outputs.shape);
  throw new ShapeError(
    `${what}: outputs of ${formatShape(outputs.shape)} cannot be compared with targets of ${formatShape(targets.shape)}`,
    {
      help: "the last layer needs as many units as there are target columns; class labels need one-hot targets or a loss that takes labels",
    },
  );
}

/** Whether there is one number an example, which may be its class. */
export const isOneEach = (outputs: Tensor, targets: Tensor): boolean => sizeOf(targets.shape) === outputs.shape[0];

/** Class labels [m] or [m, 1] as rows of zeros with a single 1, like outputs [m, classes]. */
export function labelRows(outputs: Tensor, labels: Tensor): Tensor {
  const [examples, classes] = outputs.shape;
  return oneHot(reshape(cast(labels, "int32"), [examples!]), classes!, outputs.dtype);
}

/** Rows like the outputs from labels or from one-hot rows. */
export const rowsOf = (what: string, outputs: Tensor, targets: Tensor): Tensor =>
  !sameShape(outputs.shape, targets.shape) && isOneEach(outputs, targets)
    ? labelRows(outputs, targets)
    : alignedTargets(what, outputs, targets);
