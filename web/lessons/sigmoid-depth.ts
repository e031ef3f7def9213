/** @file Lesson: many layers of sigmoid units. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, gradientRatio, stuck, told } from "./_seen.ts";

export const sigmoidDepth: Lesson = {
  id: "sigmoid-depth",
  title: "Sigmoid depth",
  story:
    "Deeper is better, someone read, and built six hidden layers of 64 sigmoid units, as in the textbooks of the nineties. The first weights suit them, the inputs are scaled.",
  breaks: { layers: [64, 64, 64, 64, 64, 64], activation: "sigmoid", init: "glorot-uniform" },
  question: "Which layer learns first?",
  choices: [
    {
      text: "The first: it sees the pixels",
      right: false,
      answer:
        "It sees the pixels, but the error reaches it through six slopes of at most 1/4: next to nothing is left.",
    },
    {
      text: "The last; the first gets next to no gradient",
      right: true,
      answer: "Yes. Each sigmoid has a slope of at most 1/4, and six layers of them leave about a thousandth.",
    },
    {
      text: "All at the same pace",
      right: false,
      answer: "That is what ReLU with He weights gives: its slope is 1 wherever a unit fires.",
    },
  ],
  seen: (run) => told(run, firstCost(run), gradientRatio(run), stuck(run), finalScore(run)),
  panel: "gradients",
  causes: ["vanishing-gradient"],
  moral: "Going back through k sigmoid layers leaves at most (1/4)ᵏ of the gradient; ReLU leaves it whole.",
};
