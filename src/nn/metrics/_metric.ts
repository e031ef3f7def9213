/** @file What a metric is: a number for each example, averaged over a part of the data and finished on the host. */
import type { LossName, MetricName, Task } from "../../experiment/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export interface MetricContext {
  readonly task: Task;
  /** "cost" where a program computes its own; the metric "loss" is then not to be had. */
  readonly loss: LossName | "cost";
  /** Population variance of all elements of the targets, as the network is to output them. */
  readonly targetVariance: number;
}

export interface Metric {
  readonly name: MetricName;
  readonly formula: string;
  readonly better: "higher" | "lower";
  /** Outputs [m, n] and targets to values [m], so that a part of the data can be measured in tiles. */
  perExample(outputs: Tensor, targets: Tensor, context: MetricContext): Tensor;
  /** The metric from the mean over all examples. */
  finish(mean: number, context: MetricContext): number;
}
