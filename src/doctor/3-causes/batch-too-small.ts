/** @file So few examples a step that its gradient is mostly noise. */
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { plane } from "./_examples.ts";
import { instability, pace, shortOfGoal, suspicion, swinging } from "./_readings.ts";

/** Examples a step up to which single examples decide where it goes. */
const few = 4;
const small = 8;

const larger = [16, 32, 128];

export const batchTooSmallCause: Cause = {
  id: "batch-too-small",
  title: "The batch is so small that steps follow single examples",
  what: "Each step fits the one or few examples it sees and undoes what it did for others. The cost swings, does not come below a floor, or blows up, although the rate is right for larger batches.",
  why: "For one example x of a linear model the curvature along x is 2‖x‖², about 2n for n scaled inputs, where that of the mean cost is about 2. A rate below 2 / λmax of the mean cost is then far above that of a single example, and near the minimum the noise keeps the cost at about rate · variance of the gradient ÷ m above it.",
  remedy: "A batch of 16 to 64; or a smaller learning rate, by the same factor.",
  except: "With a low rate batches of 1 work well, and the noise may even help to leave flat places.",
  severity: "warning",
  references: [
    "Bottou, Curtis and Nocedal, Optimization methods for large-scale machine learning, 2018, arXiv 1606.04838, theorem 4.6",
    "McCandlish et al., An empirical model of large-batch training, 2018, arXiv 1812.06162",
  ],
  explains: ["oscillating-cost", "rising-cost", "non-finite-cost", "goal-missed"],
  examples: { bad: example(1), good: example(32) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { rows } = pace(experiment, evidence);
    if (rows > small || evidence.data.examples <= rows) return null;
    const fact = { label: "examples a step", value: shown(rows), normal: "16 to 64" };
    const sign = instability(evidence.course) ?? swinging(evidence.course);
    if (sign && rows <= few) return suspicion(0.7, [fact, sign]);
    return sign || rows <= few ? suspicion(0.2, [fact, sign]) : null;
  }),
  treatments(experiment, evidence) {
    const { rows } = pace(experiment, evidence);
    return present(
      larger
        .filter((size) => rows <= small && size < evidence.data.examples)
        .map((size) =>
          treatment(experiment, "batch size", [{ path: "batchSize", to: size, what: "batch size" }], { value: size }),
        ),
    );
  },
};

function example(batchSize: number): unknown {
  return {
    data: plane({ features: 20, examples: 400 }),
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.15 },
    batchSize,
    epochs: 20,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}
