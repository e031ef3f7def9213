/** @file Plain gradient descent where directions differ too much in curvature, or an adaptive optimizer that does not settle. */
import type { Experiment } from "../../experiment/types.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { instability, isAdaptive, shortOfGoal, suspicion, swinging, withoutGradient } from "./_readings.ts";

/** Deviations of columns: their squares are curvatures, so 10 means that one direction is 100 times as steep. */
const unequal = 10;

const proposals = (experiment: Experiment): readonly object[] =>
  isAdaptive(experiment)
    ? [{ name: "sgd", learningRate: 0.01, momentum: 0.9 }]
    : [
        { name: "adam", learningRate: 0.001 },
        { name: "adam", learningRate: 0.01 },
      ];

export const unsuitedOptimizerCause: Cause = {
  id: "unsuited-optimizer",
  title: "The optimizer does not suit this model and these data",
  what: "Gradient descent has one rate for all weights. Where some directions are much steeper than others, the steepest limits the rate and the flat ones hardly move: the cost falls fast at first, then creeps. An adaptive optimizer has a rate for each weight.",
  why: "Gradient descent needs about κ = λmax / λmin steps to come e times nearer in the flattest direction, since the rate is below 2 / λmax. A column that is 0 in 99 of 100 examples gets a hundredth of the gradient. Adam divides each weight's gradient by its own root mean square, and both differences cancel.",
  remedy:
    "adam with a learning rate of 0.001; for an adaptive optimizer that does not settle, sgd with momentum 0.9, or a falling rate.",
  except: "Scaling the inputs removes the commonest difference of curvature, and then gradient descent is as good.",
  severity: "warning",
  references: [
    "Kingma and Ba, Adam: a method for stochastic optimization, 2015, arXiv 1412.6980",
    "Zhang et al., Why are adaptive methods good for attention models?, 2020, arXiv 1912.03194",
    "Wilson et al., The marginal value of adaptive gradient methods in machine learning, 2017, arXiv 1705.08292",
  ],
  explains: ["slow-learning", "early-plateau", "stuck-at-guessing", "oscillating-cost", "not-learning", "goal-missed"],
  examples: {
    bad: example({ name: "sgd", learningRate: 0.1 }),
    good: example({ name: "adam", learningRate: 0.01 }),
  },
  weigh: shortOfGoal((evidence, experiment) => {
    const { sharpness, data, course } = evidence;
    const { name } = experiment.optimizer;
    const named = { label: "optimizer", value: name, normal: "adam for a first run" };
    if (isAdaptive(experiment)) {
      const sign = swinging(course);
      return sign ? suspicion(0.2, [named, sign]) : null;
    }
    const columns = {
      label: "largest ÷ smallest deviation of a column",
      value: shown(data.columnScaleRatio),
      normal: "1 to 3",
    };
    if (instability(course) || withoutGradient(evidence)) return suspicion(0.2, [named]);
    // A rate near its limit that makes little progress: the flat directions are what is left.
    const nearLimit = sharpness?.ratio != null && sharpness.ratio > 0.1 && sharpness.ratio <= 1;
    const facts = [
      named,
      nearLimit
        ? {
            label: "share of the largest stable rate",
            value: shown(sharpness.ratio!),
            normal: "any, if the goal is reached",
          }
        : null,
      data.columnScaleRatio > unequal ? columns : null,
    ];
    return suspicion(nearLimit && data.columnScaleRatio > unequal ? 0.6 : nearLimit ? 0.4 : 0.3, facts);
  }),
  treatments(experiment, evidence) {
    if (isAdaptive(experiment) && !swinging(evidence.course)) return [];
    return present(
      proposals(experiment).map((to) => {
        const spec = to as { name: string; learningRate: number };
        return treatment(experiment, "optimizer", [{ path: "optimizer", to }], {
          title: `optimizer ${experiment.optimizer.name} ${shown(experiment.optimizer.learningRate)} → ${spec.name} ${shown(spec.learningRate)}`,
        });
      }),
    );
  },
};

function example(optimizer: object): unknown {
  return {
    data: checkers(),
    model: [
      { type: "dense", units: 12, activation: "sigmoid" },
      { type: "dense", units: 12, activation: "sigmoid" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer,
    batchSize: 32,
    epochs: 60,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}
