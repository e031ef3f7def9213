/** @file Lesson: the cost is summed over the batch where it should be averaged. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, firstUpdates, leftFinite, peak, silentUnits, stuck, told } from "./_seen.ts";

export const summedGradient: Lesson = {
  id: "summed-gradient",
  title: "Summed gradient",
  story:
    "The cost of a batch is the sum over its 16 images: the division by 16 was forgotten. The learning rate is the healthy 0.05.",
  breaks: { reduction: "sum" },
  question: "What does the missing 1/16 do?",
  choices: [
    {
      text: "Nothing but a larger number on the screen",
      right: false,
      answer: "The gradient is that of the number on the screen: it is 16 times as large too.",
    },
    {
      text: "Every step is 16 times as long, as with a rate of 0.8",
      right: true,
      answer: "Yes. And with another batch size it would be another rate: a setting that cannot be carried over.",
    },
    {
      text: "Gradients of different images cancel out",
      right: false,
      answer: "They do so in a mean as well. The direction is the same, the length is 16 times as large.",
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
  panel: "updates",
  causes: ["missing-mean-reduction"],
  moral: "Average over the batch, so that the learning rate means the same for every batch size.",
};
