/** @file early-plateau: the cost stops falling short of the goal, at no level that is known. */
import { shown } from "../numbers.ts";
import { bound, inMetric, missesGoal, scoreOf } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

export const earlyPlateauSymptom: Symptom = {
  id: "early-plateau",
  title: "The cost stops falling before the goal is reached",
  what: "The model has learned something and learns no more: what is left it cannot express, cannot see in the inputs, or steps over.",
  severity: "warning",
  seen(evidence, experiment) {
    const plateau = evidence.course?.plateau;
    if (!plateau || plateau.explained || evidence.course!.shape !== "plateau") return null;
    if (missesGoal(evidence, experiment) !== true) return null;
    const goal = experiment.goal!;
    return [
      {
        label: `cost since step ${plateau.since.toLocaleString("en-US")}`,
        value: shown(plateau.level),
        normal: "falls",
      },
      {
        label: `${goal.on === "train" ? "training" : goal.on} ${goal.metric}`,
        value: inMetric(goal.metric, scoreOf(evidence, goal)!),
        normal: bound(goal),
      },
    ];
  },
};
