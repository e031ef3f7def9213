/** @file A hand-written gradient is not the derivative of the cost. */
import type { Cause } from "./_cause.ts";
import { present } from "./_edits.ts";
import { derivedGradients, gradientFacts, wrongGradients } from "./_gradients.ts";
import { linearProgram, rightGradient } from "./_programs.ts";
import { reachedGoal, suspicion } from "./_readings.ts";

export const wrongGradientCause: Cause = {
  id: "wrong-gradient",
  title: "A hand-written gradient is not the derivative of the cost",
  what: "The backward pass computes something else than the derivative, in the parameters named here. The run may learn a little, since a wrong direction can still point downhill, and then stops short.",
  why: "The change of the cost is g · Δw to first order. With g' in the place of g a step changes it by −rate · g · g', which is a fall only while both point the same way. A missing activation mask, a transposed matrix or a sum over the wrong axis leave a part of g' that has nothing to do with g.",
  remedy:
    "Correct the lines for the parameters named here (`evenkeel gradcheck PROGRAM.ts` names the mistake), or remove the written gradients and let them be derived.",
  except: "At a kink of the cost (a ReLU at exactly 0) two gradients are both right; the check leaves such points out.",
  severity: "error",
  references: [
    "Baydin et al., Automatic differentiation in machine learning: a survey, 2018, arXiv 1502.05767",
    "Ben Braiek and Khomh, TheDeepChecker, 2022, arXiv 2204.00694 (gradient check)",
  ],
  explains: [
    "slow-learning",
    "rising-cost",
    "non-finite-cost",
    "early-plateau",
    "stuck-at-guessing",
    "not-learning",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: linearProgram("mul(p.w, div(sum(square(error)), m))"), good: linearProgram(rightGradient) },
  weigh(evidence, experiment) {
    const wrong = wrongGradients(evidence, "other");
    if (wrong.length === 0) return null;
    return suspicion(reachedGoal(evidence, experiment) ? 0.5 : 1, gradientFacts(wrong));
  },
  treatments(experiment, evidence) {
    return present([wrongGradients(evidence, "other").length > 0 ? derivedGradients(experiment) : null]);
  },
};
