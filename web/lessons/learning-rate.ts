/** @file Lesson: ten times the learning rate. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, firstUpdates, leftFinite, peak, silentUnits, stuck, told } from "./_seen.ts";

export const learningRate: Lesson = {
  id: "learning-rate",
  title: "Learning rate ×10",
  story:
    "Training seemed slow, so someone multiplied the learning rate by ten: 0.5 in place of 0.05. Everything else is healthy.",
  breaks: { learningRate: 0.5 },
  question: "What do ten times longer steps do?",
  choices: [
    {
      text: "The network learns ten times faster, then settles",
      right: false,
      answer: "Longer steps help up to a limit, 2 ÷ the curvature. Beyond it each one lands higher than it began.",
    },
    {
      text: "The cost leaps within a few steps, and next to nothing is learned after",
      right: true,
      answer: "Yes: the steps overshoot, the cost leaps, and most units are thrown to where they never fire again.",
    },
    {
      text: "The cost swings up and down but falls in the end",
      right: false,
      answer: "That is what a rate just below the limit does. Ten times the healthy one is beyond it.",
    },
  ],
  seen: (run) =>
    told(
      run,
      firstCost(run),
      firstUpdates(run),
      peak(run),
      leftFinite(run),
      silentUnits(run),
      stuck(run),
      finalScore(run),
    ),
  panel: "cost",
  causes: ["learning-rate-too-high"],
  moral: "A cost that begins well and leaps in the first steps asks for a smaller rate, not for more patience.",
};
