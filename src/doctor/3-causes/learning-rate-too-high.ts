/** @file The learning rate is so high that steps overshoot. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence, SharpnessEvidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import {
  instability,
  isAdaptive,
  pace,
  shortOfGoal,
  suspicion,
  swinging,
  unusualStart,
  updateFact,
  updateRatios,
} from "./_readings.ts";

/**
 * Update ÷ weight of gradient descent at the first step from which training suffers: on MNIST (784-128-64-10, batch 64)
 * 0.055 reached 92.6%, 0.11 reached 63.9%, 0.22 reached 10.9%. Late in a run, and for Adam, whose first steps are large
 * by construction, less is too much.
 */
const largestFirst = 0.1;
const largestLast = 0.05;

/** Rates from which on Adam and RMSprop, which move every weight by up to the rate in each step, are suspect. */
const highAdaptive = 0.03;

/** The upper end of what is usual for gradient descent on scaled data. */
const usualHigh = 0.3;

/** Below these no step is too large for scaled data: a hundredth of the defaults. */
const harmless = { sgd: 1e-4, adaptive: 1e-5 } as const;

/**
 * Learning rate × sharpness ÷ its limit at the first weights: networks whose ratio is between 1 and 2 jump to a flatter
 * place and go on (Lewkowycz et al.: up to 4 / λmax); below a half a large first step is no overshoot.
 */
const overTwice = 2;
const wellBelow = 0.5;

function signs(evidence: Evidence, experiment: Experiment): readonly Fact[] {
  const facts: Fact[] = [];
  const { sharpness } = evidence;
  const ratio = sharpness?.ratio ?? null;
  if (ratio !== null && ratio > overTwice) facts.push(sharpnessFact(sharpness!));
  const unstable = instability(evidence.course);
  if (unstable) facts.push(unstable);
  const ratios = updateRatios(evidence);
  const mayOvershoot = !isAdaptive(experiment) && (ratio === null || ratio > wellBelow);
  if (ratios && mayOvershoot && ratios.first > largestFirst) facts.push(updateFact(ratios.first, "first step"));
  if (ratios && ratios.last > largestLast) facts.push(updateFact(ratios.last, "at the end"));
  return facts;
}

const sharpnessFact = ({ learningRate, lambdaMax, limit }: SharpnessEvidence): Fact => ({
  label: "learning rate × sharpness",
  value: shown(learningRate * lambdaMax),
  normal: `below ${shown(limit ?? 2)}`,
});

/** Factors that are tried; a thousandth is for rates that were meant for other data. */
const divisors = [3, 10, 30, 100, 1000];

function lowerRates(experiment: Experiment, { sharpness }: Evidence): readonly number[] {
  const rate = experiment.optimizer.learningRate;
  const least = isAdaptive(experiment) ? harmless.adaptive : harmless.sgd / 100;
  const rates = divisors.map((divisor) => rate / divisor);
  // Half of the largest stable rate: sharpness grows while training, up to 2 / rate (Cohen et al.).
  const stable = (sharpness?.largestStableRate ?? Number.NaN) / 2;
  if (stable < rate && rates.every((other) => Math.abs(Math.log(other / stable)) > Math.log(1.5))) rates.push(stable);
  return rates
    .filter((other) => other >= least)
    .sort((a, b) => b - a)
    .map((other) => Number(other.toPrecision(2)));
}

export const learningRateTooHighCause: Cause = {
  id: "learning-rate-too-high",
  title: "The learning rate is too high",
  what: "Each step goes past the lowest point in some direction and lands higher on the other side. The cost swings, rises, becomes NaN, or the first few steps push the units where they no longer react and the cost stays on a plateau.",
  why: "Along a direction of curvature λ a step of gradient descent multiplies the distance to the minimum by 1 − rate · λ. Its size is above 1 when rate · λ > 2, and the distance grows by that factor in every step; with momentum β the limit is 2(1 + β). The steepest direction decides: rate < 2 / λmax.",
  remedy: "Divide the learning rate by 3 or 10. A tenth of the smallest rate that fails leaves a margin.",
  except:
    "Unscaled inputs, large first weights or a summed cost make every rate look too high: then the cost at step 0 is already far above that of an untrained model, and scaling allows the rate to stay.",
  severity: "error",
  references: [
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.6",
    "Cohen et al., Gradient descent on neural networks typically occurs at the edge of stability, 2021, arXiv 2103.00065",
    "Lewkowycz et al., The large learning rate phase of deep learning: the catapult mechanism, 2020, arXiv 2003.02218",
    "Smith, Cyclical learning rates for training neural networks, 2017, arXiv 1506.01186",
  ],
  explains: [
    "rising-cost",
    "non-finite-cost",
    "oscillating-cost",
    "large-updates",
    "exploding-gradients",
    "dead-units",
    "saturated-units",
    "zero-gradients",
    "early-plateau",
    "stuck-at-guessing",
    "not-learning",
    "same-answer",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: {
    bad: example(8),
    good: example(0.1),
  },
  weigh: shortOfGoal((evidence, experiment) => {
    const rate = experiment.optimizer.learningRate;
    const facts = signs(evidence, experiment);
    // Steps of single examples are unsteady at a rate that is usual for larger batches.
    const single = pace(experiment, evidence).rows <= 4 && rate <= usualHigh;
    if (facts.length > 0) return suspicion(unusualStart(evidence) || single ? 0.5 : 0.8, facts);
    const swing = swinging(evidence.course);
    if (swing) return suspicion(unusualStart(evidence) ? 0.3 : 0.5, [swing]);
    const adaptive = isAdaptive(experiment);
    if (rate <= (adaptive ? harmless.adaptive : harmless.sgd)) return null;
    const fact = { label: "learning rate", value: shown(rate), normal: adaptive ? "about 0.001" : "0.01 to 0.1" };
    if (adaptive && rate >= highAdaptive) return suspicion(0.5, [fact]);
    const ratio = evidence.sharpness?.ratio ?? null;
    if (ratio !== null && ratio > 1) return suspicion(0.4, [sharpnessFact(evidence.sharpness!), fact]);
    const calm = evidence.course?.shape === "falling" || (ratio !== null && ratio < 0.1);
    return calm ? null : suspicion(0.2, [fact]);
  }),
  treatments(experiment, evidence) {
    return present(
      lowerRates(experiment, evidence).map((rate) =>
        treatment(experiment, "learning rate", [{ path: "optimizer.learningRate", to: rate, what: "learning rate" }], {
          value: rate,
        }),
      ),
    );
  },
};

function example(learningRate: number): unknown {
  return {
    data: clouds(3),
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate },
    batchSize: 24,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}
