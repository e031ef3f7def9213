/** @file Lesson: all weights begin at zero. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, stillZero, stuck, told, zeroGradients } from "./_seen.ts";

export const zeroInit: Lesson = {
  id: "zero-init",
  title: "Zero init",
  story:
    "All weights begin at 0, which seems a fair place to start: no unit is preferred to another. Everything else is healthy.",
  breaks: { init: "zeros" },
  question: "Which part of the network learns?",
  choices: [
    {
      text: "All of it, only more slowly at first",
      right: false,
      answer: "No weight ever moves: a gradient goes back through the weights, and zero times anything is zero.",
    },
    {
      text: "The last layer's weights, then the others after it",
      right: false,
      answer: "Its weights get gradient times input, and its input is 0: the units before it give nothing.",
    },
    {
      text: "Only the ten biases of the output",
      right: true,
      answer: "Yes. They learn how frequent each digit is, and that answer is the same for every picture.",
    },
  ],
  seen: (run) => told(run, firstCost(run), zeroGradients(run), stillZero(run), stuck(run), finalScore(run)),
  panel: "gradients",
  causes: ["bad-initialization"],
  moral: "First weights are random so that units differ: equal ones stay equal, and rectified ones at zero never wake.",
};
