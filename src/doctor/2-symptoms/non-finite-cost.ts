/** @file non-finite-cost: the cost or a parameter becomes NaN or infinite. */
import { describePlace } from "../../train/describeFailure.ts";
import type { CourseEvidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

export const nonFiniteCostSymptom: Symptom = {
  id: "non-finite-cost",
  title: "The cost becomes NaN or infinite",
  what: "A number left the range that the computer can hold. From there on every number that depends on it is NaN, and training is over.",
  severity: "error",
  seen({ course }) {
    if (course?.shape !== "diverged") return null;
    const { failedAt, firstCost, largestCost, totalSteps } = course;
    const when = failedAt === null ? "" : ` at step ${failedAt.toLocaleString("en-US")}`;
    return [
      ...originFacts(course.failure),
      {
        label: "cost",
        value: `not a finite number${when}`,
        normal: `finite in all ${totalSteps.toLocaleString("en-US")} steps`,
      },
      ...(Number.isFinite(firstCost)
        ? [
            {
              label: "cost before",
              value: `${shown(firstCost)} at first, ${shown(largestCost)} at most`,
              normal: "falls",
            },
          ]
        : []),
    ];
  },
};

function originFacts(failure: CourseEvidence["failure"]): Fact[] {
  if (failure === null) return [];
  const { op, gives, limit, operands } = failure;
  const place = describePlace(failure);
  const where = place === "" ? "" : ` in ${place}`;
  if (limit) {
    const side = limit.value === limit.limit ? "away from" : limit.value > limit.limit ? "below" : "above";
    return [
      {
        label: `operand of ${op}${where}`,
        value: `${shown(limit.value)}, which gives ${gives}`,
        normal: `${side} ${shown(limit.limit)}`,
      },
    ];
  }
  const range = operands.map(({ lo, hi }) => `${shown(lo)} … ${shown(hi)}`).join(" and ");
  return [{ label: `operands of ${op}${where}`, value: `${range}, which give ${gives}`, normal: null }];
}
