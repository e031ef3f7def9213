/** @file The run ends while the cost still falls. */
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { wave } from "./_examples.ts";
import {
  instability,
  largeForItsSteps,
  lateFallFact,
  pace,
  shortOfGoal,
  stillFalling,
  suspicion,
  withoutGradient,
} from "./_readings.ts";

/** Steps in all: below these even small networks seldom finish; the sicker half of published stuck programs has fewer. */
const fewSteps = 500;
/** From so many on, a cost that stands still will not move. */
const manySteps = 5000;
/** Steps that a replay with more epochs may take. */
const mostSteps = 20_000;

/** The largest that stays within the limit; where the run is beyond it already, three times as many. */
const factors = [1000, 300, 100, 30, 10, 3];

export const tooFewEpochsCause: Cause = {
  id: "too-few-epochs",
  title: "The run ends too early",
  what: "The cost still falls when the run ends. Nothing else needs to be wrong: more of the same steps reach the goal.",
  why: "What counts is the number of updates, epochs × examples ÷ batch size, not the number of epochs. Fifty examples in batches of 32 make 2 updates an epoch: 20 epochs are 40 updates, where small networks need hundreds to thousands.",
  remedy:
    "More epochs, or smaller batches, which give more updates an epoch. Early stopping on a validation part ends the run in time.",
  except:
    "A cost that has stood still for the last quarter of the run gains nothing from more epochs, unless it sits on the plateau before the fall that XOR-like problems show.",
  severity: "error",
  references: [
    "Humbatova et al., Taxonomy of real faults in deep learning systems, 2020 (hyper-parameters: 86% of developers)",
    "Hoffer, Hubara and Soudry, Train longer, generalize better, 2017, arXiv 1705.08741",
  ],
  explains: ["slow-learning", "stuck-at-guessing", "not-learning", "accuracy-at-base-rate", "goal-missed"],
  examples: { bad: example(4), good: example(400) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { course } = evidence;
    if (instability(course)) return null;
    const { steps } = pace(experiment, evidence);
    const facts = [{ label: "steps in all", value: shown(steps), normal: `${fewSteps} or more` }, lateFallFact(course)];
    // Before anything moves, something else must be put right; then a short run is in the way again.
    if (withoutGradient(evidence)) return steps < manySteps ? suspicion(steps < fewSteps ? 0.3 : 0.2, facts) : null;
    if (stillFalling(course)) {
      const byBatch = largeForItsSteps(experiment, evidence);
      return suspicion(steps < fewSteps && !byBatch ? 0.8 : 0.5, facts);
    }
    if (steps < fewSteps / 5) return suspicion(0.6, facts);
    if (steps < fewSteps) return suspicion(0.4, facts);
    const standing = course !== null && Math.abs(course.lateFall) < 0.005;
    return standing && steps > manySteps ? null : suspicion(0.2, facts);
  }),
  treatments(experiment, evidence) {
    const { steps } = pace(experiment, evidence);
    const factor = factors.find((each) => each * steps <= mostSteps) ?? 3;
    return present([
      treatment(experiment, "epochs", [{ path: "epochs", to: experiment.epochs * factor }], {
        value: experiment.epochs * factor,
      }),
    ]);
  },
};

function example(epochs: number): unknown {
  return {
    data: wave(),
    model: [
      { type: "dense", units: 16, activation: "tanh" },
      { type: "dense", units: 1 },
    ],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 32,
    epochs,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}
