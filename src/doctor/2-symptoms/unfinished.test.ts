/** @file A run that was stopped for want of time is not judged as one that came to its end. */
import { expect, test } from "vitest";
import { unscaled } from "../../../test/diagnoses.ts";
import type { CourseEvidence, Evidence } from "../1-evidence/evidence.ts";
import { isUnfinished } from "./_readings.ts";
import { goalMissedSymptom } from "./goal-missed.ts";

const { experiment, evidence } = unscaled;
const goal = { metric: "accuracy", atLeast: 0.95, atMost: null, on: "test" } as const;

const after = (course: Partial<CourseEvidence>): Evidence => ({
  ...evidence,
  course: { ...evidence.course!, goal, score: 0.5, steps: 1200, totalSteps: 5000, ...course },
});

test.each([
  [{ stopped: "interrupted", shape: "falling" }, true],
  [{ stopped: "interrupted", shape: "plateau", steps: 100 }, true],
  [{ stopped: "interrupted", shape: "plateau" }, false],
  [{ stopped: "interrupted", shape: "diverged", steps: 100 }, false],
  [{ stopped: "done", shape: "falling" }, false],
] as const)("whether %j is not known to fail at its end: %s", (course, unfinished) =>
  expect(isUnfinished(after(course))).toBe(unfinished),
);

test("the goal is missed after so many steps, or at the end", () => {
  const label = (course: Partial<CourseEvidence>): string =>
    goalMissedSymptom.seen(after(course), { ...experiment, goal })![0]!.label;
  expect(label({ stopped: "interrupted" })).toMatch(/^test accuracy after 1,?200 steps$/);
  expect(label({ stopped: "done" })).toBe("test accuracy at the end");
});
