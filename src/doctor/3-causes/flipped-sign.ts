/** @file A hand-written gradient points uphill. */
import type { Cause } from "./_cause.ts";
import { present } from "./_edits.ts";
import { derivedGradients, gradientFacts, wrongGradients } from "./_gradients.ts";
import { linearProgram, rightGradient } from "./_programs.ts";
import { reachedGoal, suspicion } from "./_readings.ts";

export const flippedSignCause: Cause = {
  id: "flipped-sign",
  title: "A hand-written gradient has the wrong sign",
  what: "The update goes uphill: the cost rises from the first step on, slowly where the rate is low, and a lower rate only makes it rise more slowly.",
  why: "Gradient descent takes w − rate · g. With −g in the place of g the cost changes by +rate · ‖g‖² a step where it should change by −rate · ‖g‖². Common sources: y − p where the derivative is p − y, or an update that adds.",
  remedy: "Negate the gradient of the parameters named here, or let it be derived from the cost.",
  except: "Found only where a program writes its backward pass; derived gradients have the right sign.",
  severity: "error",
  references: [
    "Stack Overflow 43027109, 41954308, 43611745 (cost rises each step)",
    "Ben Braiek and Khomh, TheDeepChecker, 2022, arXiv 2204.00694 (gradient check)",
  ],
  explains: ["rising-cost", "non-finite-cost", "not-learning", "accuracy-at-base-rate", "goal-missed"],
  examples: { bad: linearProgram(`neg(${rightGradient})`), good: linearProgram(rightGradient) },
  weigh(evidence, experiment) {
    const wrong = wrongGradients(evidence, "sign");
    if (wrong.length === 0) return null;
    return suspicion(reachedGoal(evidence, experiment) ? 0.5 : 1, gradientFacts(wrong));
  },
  treatments(experiment, evidence) {
    return present([wrongGradients(evidence, "sign").length > 0 ? derivedGradients(experiment) : null]);
  },
};
