/** @file loss: the loss itself, as the mean over examples whatever its reduction. */
import { lookUp } from "../../util/lookup.ts";
import { losses } from "../losses/index.ts";
import type { Metric } from "./_metric.ts";

export const lossMetric: Metric = {
  name: "loss",
  formula: "mean loss of the examples",
  better: "lower",
  perExample: (outputs, targets, { loss }) => lookUp("loss", losses, loss).perExample(outputs, targets),
  finish: (mean) => mean,
};
