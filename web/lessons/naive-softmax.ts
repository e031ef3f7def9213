/** @file Lesson: softmax and logarithm computed as they are written. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, lastCost, leftFinite, told } from "./_seen.ts";

export const naiveSoftmax: Lesson = {
  id: "naive-softmax",
  title: "Naive softmax",
  story:
    "The simplest network there is, ten units on the pixels as they stand in the file, with a rate small enough for them. The cost is computed as textbooks write it: eᶻ of every output z, divided by their sum, then the logarithm. With the stable formulas this network learns.",
  breaks: { layers: [], scaling: "none", learningRate: 1e-4, epochs: 2, formulas: "naive" },
  question: "Some outputs are in the hundreds. What breaks first?",
  choices: [
    {
      text: "The gradient of the weights",
      right: false,
      answer: "The gradient comes after the cost, and the cost was no number any more.",
    },
    {
      text: "exp of an output: float32 ends at e^88.72",
      right: true,
      answer: "Yes. Infinity divided by Infinity is NaN, and one step later every weight would be NaN.",
    },
    {
      text: "The logarithm, of a probability that is 0",
      right: false,
      answer: "That happens too, where outputs lie 104 apart. But exp comes first, and overflows at 88.72.",
    },
    {
      text: "Nothing: float32 reaches 3.4e38",
      right: false,
      answer: "e^88.73 is 3.4e38 already: exp crosses the whole range of float32 with a number of two digits.",
    },
  ],
  seen: (run) => told(run, firstCost(run), leftFinite(run), lastCost(run), finalScore(run)),
  panel: "cost",
  causes: ["naive-softmax"],
  moral: "log softmax(z) = z − max z − log Σ e^(z − max z) is the same number and never overflows.",
};
