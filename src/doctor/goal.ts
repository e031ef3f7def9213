/** @file The goal of a diagnosis: the one that was stated, or what simple methods reach on the same data. */
import type { Experiment, Goal } from "../experiment/types.ts";
import type { DataEvidence, SignalEvidence } from "./1-evidence/evidence.ts";
import type { WithGoal } from "./subject.ts";

/** A network should come this far from guessing to what nearest neighbours or a straight line reach on unseen examples. */
const share = 0.9;

export function withGoal(experiment: Experiment, data: DataEvidence, signal: SignalEvidence | null): WithGoal {
  if (experiment.goal) return experiment as WithGoal;
  const goal = experiment.task === "regression" ? regressionGoal(signal) : classGoal(data, signal);
  return { ...experiment, goal, metrics: [...new Set([...experiment.metrics, goal.metric])] };
}

function classGoal({ targets: { baseRate } }: DataEvidence, signal: SignalEvidence | null): Goal {
  const base = baseRate ?? 0.5;
  const reached = signal?.metric === "accuracy" && signal.learnable !== "no" ? signal.score : 1;
  const atLeast = Number((base + share * (reached - base)).toFixed(3));
  return { metric: "accuracy", atLeast, atMost: null, on: "train" };
}

function regressionGoal(signal: SignalEvidence | null): Goal {
  const reached = signal?.metric === "relative-mse" && signal.learnable !== "no" ? signal.score : 0;
  const atMost = Number(Math.min(0.95, reached + (1 - share) * (1 - reached)).toFixed(3));
  return { metric: "relative-mse", atLeast: null, atMost, on: "train" };
}
