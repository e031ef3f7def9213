/** @file accuracy: the share of right answers. */
import { cast, equal, greater, max, mean, mul, reshape, sub } from "../../tensor/functions.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { sameShape } from "../../util/shape.ts";
import { alignedTargets, isOneEach } from "../_targets.ts";
import type { Metric } from "./_metric.ts";

export const accuracyMetric: Metric = {
  name: "accuracy",
  formula:
    "classes: share of examples whose first largest output is the label's, where a single output names class 1 above 0.5; yes-or-no outputs: share of outputs on the target's side of 0.5",
  better: "higher",
  perExample: (outputs, targets, { task }) =>
    task === "classification" || (task === "binary" && outputs.shape.at(-1) !== 1)
      ? rightClass(outputs, targets)
      : rightSide(outputs, targets),
  finish: (mean) => mean,
};

/** How far the first largest element of each row is from the row's end: a number that says which it is. */
function firstLargest(rows: Tensor): Tensor {
  const classes = rows.shape.at(-1)!;
  const fromEnd = tensor(
    Array.from({ length: classes }, (_, k) => classes - k),
    [classes],
    rows.dtype,
  );
  const isLargest = equal(rows, max(rows, { axis: -1, keepdims: true }));
  return max(mul(cast(isLargest, rows.dtype), fromEnd), { axis: -1 });
}

/** As argmax in NumPy: among equal outputs the first counts. A row with a NaN is wrong. */
function rightClass(outputs: Tensor, targets: Tensor): Tensor {
  const classes = outputs.shape.at(-1)!;
  if (!isOneEach(outputs, targets) || (classes > 1 && sameShape(outputs.shape, targets.shape))) {
    const rows = alignedTargets("accuracy", outputs, targets);
    return cast(equal(firstLargest(outputs), firstLargest(rows)), outputs.dtype);
  }
  const labels = reshape(cast(targets, outputs.dtype), [outputs.shape[0]!]);
  const named =
    classes === 1 ? cast(greater(max(outputs, { axis: -1 }), 0.5), outputs.dtype) : sub(classes, firstLargest(outputs));
  return cast(equal(named, labels), outputs.dtype);
}

function rightSide(outputs: Tensor, targets: Tensor): Tensor {
  const answers = greater(outputs, 0.5);
  const truth = greater(alignedTargets("accuracy", outputs, targets), 0.5);
  return mean(cast(equal(cast(answers, outputs.dtype), cast(truth, outputs.dtype)), outputs.dtype), { axis: -1 });
}
