/** @file Gradients that are so large, at once or now and then, that one step undoes what was learned. */
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { plane } from "./_examples.ts";
import { firstWeights, usualInitEdits } from "./_inits.ts";
import { hiddenLayers, instability, shortOfGoal, suspicion, swinging, unusualStart } from "./_readings.ts";

/** Gradient norm of the first layer ÷ that of the last: AutoTrainer's bound. Healthy networks have 0.1 to 10. */
const exploded = 70;
/** Largest gradient norm of a run ÷ its first: steps of a healthy run stay within a factor of 10. */
const spike = 100;

export const explodingGradientCause: Cause = {
  id: "exploding-gradient",
  title: "The gradient explodes",
  what: "The gradient grows from layer to layer on its way back, or jumps in some batches. One such step throws the weights far away; the cost leaps, and may become NaN.",
  why: "Going back through a layer multiplies the gradient by its weights. With weights of √(g · 2/n) in place of √(2/n) k layers multiply its square by gᵏ. An outlier, or a steep wall of the cost, does it in one batch: the step is rate · ‖g‖, without a bound.",
  remedy:
    "Limit the gradient: clipNorm 1 shortens every longer gradient and keeps its direction. Where the first weights are too large, use He or Glorot.",
  except:
    "A learning rate above 2 / λmax makes gradients grow as well, since each step lands higher up; clipping then hides it.",
  severity: "error",
  references: [
    "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, arXiv 1211.5063",
    "Zhang et al., AutoTrainer, 2021 (threshold 70)",
  ],
  explains: [
    "exploding-gradients",
    "non-finite-cost",
    "rising-cost",
    "oscillating-cost",
    "large-updates",
    "goal-missed",
  ],
  examples: { bad: example(null), good: example(1) },
  weigh: shortOfGoal((evidence) => {
    const first = hiddenLayers(evidence)[0];
    const output = evidence.layers.find(({ isOutput }) => isOutput);
    const ratio = first && output ? first.first.gradientNorm / output.first.gradientNorm : Number.NaN;
    if (ratio > exploded) {
      const fact = { label: "gradient of the first layer ÷ of the last", value: shown(ratio), normal: "0.1 to 10" };
      return suspicion(unusualStart(evidence) ? 0.5 : 0.8, [fact, instability(evidence.course)]);
    }
    const unstable = instability(evidence.course);
    const growth = Math.max(0, ...evidence.layers.map((layer) => layer.largestGradientNorm / layer.first.gradientNorm));
    // A gradient also grows where a run leaves a flat start: without harm to the cost that is progress.
    const harmed = unstable !== null || swinging(evidence.course) !== null;
    if (harmed && growth > spike && Number.isFinite(growth)) {
      const fact = { label: "largest gradient ÷ first", value: shown(growth), normal: "below 10" };
      return suspicion(unusualStart(evidence) ? 0.3 : 0.5, [fact, unstable]);
    }
    if (unstable) return suspicion(0.3, [unstable]);
    const swing = swinging(evidence.course);
    return swing && suspicion(0.2, [swing]);
  }),
  treatments(experiment, evidence) {
    const { clipNorm } = experiment.optimizer;
    const large = firstWeights(experiment, evidence.data.features).some(({ ratio }) => ratio > 2);
    return present([
      clipNorm !== null && clipNorm <= 1
        ? null
        : treatment(experiment, "gradient limit", [{ path: "optimizer.clipNorm", to: 1, what: "clipNorm" }]),
      clipNorm !== null && clipNorm <= 0.1
        ? null
        : treatment(experiment, "gradient limit", [{ path: "optimizer.clipNorm", to: 0.1, what: "clipNorm" }]),
      large
        ? treatment(experiment, "initial weights", usualInitEdits(experiment), { title: "initial weights → usual" })
        : null,
    ]);
  },
};

/** One example in 40 is 60 times as large: its gradient is 3600 times that of the others. */
function example(clipNorm: number | null): unknown {
  const data = plane({ features: 3, examples: 160 });
  const inputs = data.inputs.map((row, i) => (i % 40 === 7 ? row.map((x) => 60 * x) : row));
  const targets = data.targets.map((y, i) => (i % 40 === 7 ? 60 * (y as number) : y));
  return {
    data: { ...data, inputs, targets },
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.05, clipNorm },
    batchSize: 8,
    epochs: 40,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}
