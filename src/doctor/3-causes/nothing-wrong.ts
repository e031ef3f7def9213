/** @file The run is as it should be. */
import type { Fact } from "../fact.ts";
import type { Cause } from "./_cause.ts";
import { shown } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { instability, reachedGoal, scoreOf, suspicion } from "./_readings.ts";

export const nothingWrongCause: Cause = {
  id: "nothing-wrong",
  title: "Nothing is wrong",
  what: "The run reaches its goal. What was measured lies where healthy runs have it.",
  why: "A fault is what keeps a run from its goal, and this one reaches it: a change could only move numbers that are good enough already.",
  remedy: "None needed. State a higher goal to look for what limits the run.",
  except: "A goal on the training part says nothing about new examples; a goal on the test part does.",
  severity: "info",
  references: [],
  explains: [],
  examples: { bad: example(), good: example() },
  weigh(evidence, experiment) {
    const { course } = evidence;
    if (course === null) return null;
    const fall: Fact = {
      label: "cost",
      value: `${shown(course.firstCost)} → ${shown(course.lastCost)}`,
      normal: "falls",
    };
    const { goal } = experiment;
    if (goal !== null && reachedGoal(evidence, experiment)) {
      const value = shown(scoreOf(evidence, experiment)!);
      const score = { label: goal.metric, value, normal: `goal ${shown(goal.atLeast ?? goal.atMost!)}` };
      return suspicion(1, [score, fall]);
    }
    // Without a goal: a fit far better than the best constant answer, and no sign of trouble.
    if (goal !== null || instability(course)) return null;
    const base = evidence.data.targets.baseRate;
    const better =
      (course.trainAccuracy !== null && base !== null && course.trainAccuracy > (1 + base) / 2) ||
      (course.relativeError !== null && course.relativeError < 0.2);
    return better ? suspicion(0.5, [fall]) : null;
  },
  treatments: () => [],
};

function example(): unknown {
  return {
    data: clouds(3),
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 24,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}
