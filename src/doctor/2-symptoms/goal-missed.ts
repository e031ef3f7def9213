/** @file goal-missed: the run ended short of what is expected of it. */

import { shown } from "../numbers.ts";
import { bound, inMetric, missesGoal, scoreOf } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

export const goalMissedSymptom: Symptom = {
  id: "goal-missed",
  title: "The goal is missed",
  what: "At the end of the run the goal's metric is not where it is expected.",
  severity: "error",
  seen(evidence, experiment) {
    const { goal } = experiment;
    if (goal === null || missesGoal(evidence, experiment) !== true) return null;
    const part = goal.on === "train" ? "training" : goal.on;
    const course = evidence.course!;
    const when = course.stopped === "interrupted" ? `after ${shown(course.steps)} steps` : "at the end";
    return [
      {
        label: `${part} ${goal.metric} ${when}`,
        value: inMetric(goal.metric, scoreOf(evidence, goal)!),
        normal: bound(goal),
      },
    ];
  },
};
