/** @file The learning rate, or its schedule, is so low that the weights hardly move. */
import type { Experiment } from "../../experiment/types.ts";
import { learningRateAt } from "../../optim/learning-rate.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Cause, Suspicion } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { plane } from "./_examples.ts";
import {
  instability,
  isAdaptive,
  lateFallFact,
  pace,
  shortOfGoal,
  suspicion,
  swinging,
  updateFact,
  updateRatios,
  withoutGradient,
} from "./_readings.ts";

/** Largest rates that are proposed: twice the usual upper end for gradient descent and for Adam on scaled data. */
const highest = { sgd: 1, adaptive: 0.03 } as const;

/** Where a search begins that knows nothing of the run. */
const usualRate = { sgd: 0.01, adaptive: 0.001 } as const;

/** Update ÷ weight: below 1e-5 the weights are frozen, with 1e-4 they need 10,000 steps to change by their own size. */
const frozen = 1e-5;
const slow = 1e-4;

/** Share of the run's rate that a schedule takes away when the mean rate over all steps is compared with the stated one. */
function meanFactor(experiment: Experiment, evidence: Evidence): number {
  const { steps } = pace(experiment, evidence);
  const { schedule } = experiment.optimizer;
  const perEpoch = steps / experiment.epochs;
  const points = Array.from({ length: 100 }, (_, i) => Math.floor(((i + 0.5) / 100) * steps));
  return points.reduce((sum, step) => sum + learningRateAt(schedule, 1, step, steps, perEpoch) / 100, 0);
}

function bySharpness({ sharpness, course }: Evidence): Suspicion | null {
  if (sharpness?.ratio == null || sharpness.limit === null || !(sharpness.ratio < 0.1)) return null;
  const product = shown(sharpness.learningRate * sharpness.lambdaMax);
  const fact = {
    label: "learning rate × sharpness",
    value: product,
    normal: `a tenth of ${shown(sharpness.limit)} or more`,
  };
  return suspicion(sharpness.ratio < 0.01 ? 0.8 : 0.5, [fact, lateFallFact(course)]);
}

function byUpdates(evidence: Evidence): Suspicion | null {
  const ratios = updateRatios(evidence);
  if (ratios === null) return null;
  const largest = Math.max(ratios.first, ratios.last);
  if (largest >= slow || largest === 0) return null;
  return suspicion(largest < frozen ? 0.8 : 0.5, [updateFact(largest, "largest"), lateFallFact(evidence.course)]);
}

function bySetting(experiment: Experiment, evidence: Evidence): Suspicion | null {
  const { learningRate } = experiment.optimizer;
  const adaptive = isAdaptive(experiment);
  const usual = usualRate[adaptive ? "adaptive" : "sgd"];
  const most = adaptive ? highest.adaptive : highest.sgd;
  const normal = learningRate > usual ? `${usual} to ${most}` : `about ${usual}`;
  const fact = { label: "learning rate", value: shown(learningRate), normal };
  const factor = meanFactor(experiment, evidence);
  if (factor < 0.1) {
    const value = `${shown(factor)} of the stated rate on average`;
    return suspicion(0.5, [{ label: "learning-rate schedule", value, normal: "0.3 to 1" }]);
  }
  if (learningRate <= usual / 100) return suspicion(0.8, [fact]);
  if (learningRate <= usual / 10) return suspicion(0.5, [fact]);
  return learningRate < most ? suspicion(0.2, [fact]) : null;
}

/** Steps in all below which a run is short rather than slow. */
const fewSteps = 500;

const capped = (found: Suspicion | null, most: number): Suspicion | null =>
  found && { ...found, weight: Math.min(most, found.weight) };

const factors = [3, 10, 30, 100];
const aboutUsual = [0.1, 0.3, 1, 3, 10];

/** Multiples of the run's own rate; where a hundredfold is still below the usual, rates about that. */
function proposedRates(experiment: Experiment): number[] {
  const { learningRate: rate } = experiment.optimizer;
  const kind = isAdaptive(experiment) ? "adaptive" : "sgd";
  const usual = usualRate[kind];
  const isFar = rate * factors.at(-1)! < usual;
  const rates = isFar ? aboutUsual.map((factor) => factor * usual) : factors.map((factor) => factor * rate);
  return rates.map((other) => Number(other.toPrecision(2))).filter((other) => other <= highest[kind]);
}

export const learningRateTooLowCause: Cause = {
  id: "learning-rate-too-low",
  title: "The learning rate is too low",
  what: "The cost falls, but so slowly that the run ends long before the goal. More steps would get there, or larger ones.",
  why: "Along a direction of curvature λ each step removes the share rate · λ of the distance that is left, so 1 / (rate · λ) steps are needed to remove most of it. A rate 100 times below the stable limit 2 / λmax needs 50 times as many steps even in the steepest direction.",
  remedy:
    "Raise the learning rate by 3 or 10, as long as the cost falls smoothly; Adam begins at 0.001, gradient descent on scaled data at 0.01 to 0.1.",
  except:
    "With fewer than some 500 steps in all, too few epochs look the same. Where no gradient arrives (dead units, a softmax on one unit) no rate helps.",
  severity: "error",
  references: [
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.6",
    "Smith, Cyclical learning rates for training neural networks, 2017, arXiv 1506.01186 (range test)",
  ],
  explains: [
    "slow-learning",
    "small-updates",
    "not-learning",
    "stuck-at-guessing",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: {
    bad: example(0.0001),
    good: example(0.05),
  },
  weigh: shortOfGoal((evidence, experiment) => {
    if (instability(evidence.course) || swinging(evidence.course)) return null;
    if (withoutGradient(evidence)) return capped(bySetting(experiment, evidence), 0.3);
    const ratio = evidence.sharpness?.ratio ?? null;
    if (ratio !== null && ratio > 0.5) return null;
    const ratios = updateRatios(evidence);
    if (ratios && ratios.last > 0.03) return null;
    const found = [bySharpness(evidence), byUpdates(evidence), bySetting(experiment, evidence)].filter(
      (x) => x !== null,
    );
    const most = found.sort((a, b) => b.weight - a.weight)[0] ?? null;
    // So few steps are too few at any usual rate.
    return pace(experiment, evidence).steps < fewSteps ? capped(most, 0.5) : most;
  }),
  treatments(experiment, evidence) {
    const { schedule } = experiment.optimizer;
    const steady =
      schedule.name !== "constant" && meanFactor(experiment, evidence) < 0.3
        ? treatment(experiment, "learning rate", [
            { path: "optimizer.schedule", to: { name: "constant", warmup: 0 }, what: "schedule" },
          ])
        : null;
    return present([
      steady,
      ...proposedRates(experiment).map((other) =>
        treatment(experiment, "learning rate", [{ path: "optimizer.learningRate", to: other, what: "learning rate" }], {
          value: other,
        }),
      ),
    ]);
  },
};

function example(learningRate: number): unknown {
  return {
    data: plane({ features: 3 }),
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate },
    batchSize: 20,
    epochs: 60,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}
