/** @file slow-learning: the cost is still falling where the run ends. */
import { percent } from "../numbers.ts";
import { costFact, missesGoal, progress } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/** Fall of the cost in the last quarter: TheDeepChecker's least fall of one check. */
const stillFalling = 0.05;
/** Of the way from the best constant answer to a perfect one, where no goal says what is enough. */
const enough = 0.5;

export const slowLearningSymptom: Symptom = {
  id: "slow-learning",
  title: "Learning is slow: the cost still falls at the end",
  what: "The run ends while it is still getting better and is not where it should be: more steps or larger ones would go on.",
  severity: "warning",
  seen(evidence, experiment) {
    const { course } = evidence;
    if (course?.shape !== "falling" || course.lateFall < stillFalling) return null;
    if (!(missesGoal(evidence, experiment) ?? (progress(evidence) ?? 1) < enough)) return null;
    return [
      { label: "fall of the cost in the last quarter", value: percent(course.lateFall), normal: "below 5% at the end" },
      ...costFact(evidence),
    ];
  },
};
