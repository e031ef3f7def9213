/** @file Lesson: softmax and logarithm computed as they are written. */
import type { Lesson } from "./_lesson.ts";
import { firstCost, leftFinite, outcome, told } from "./_seen.ts";

export const naiveSoftmax: Lesson = {
  id: "naive-softmax",
  title: "Naive softmax",
  story:
    "The cost is computed as textbooks write it: eˣ of every logit, divided by their sum, then the logarithm. The first weights come from a plain normal distribution, which makes the logits large. With the stable formulas the same network learns.",
  breaks: { layers: [], scaling: "none", learningRate: 1e-4, epochs: 2, formulas: "naive" },
  question: "The logits are in the hundreds. What breaks first?",
  choices: [
    {
      text: "The gradient of the first layer",
      right: false,
      answer: "Gradients come after the cost, and the cost was no number any more.",
    },
    {
      text: "exp of a logit: float32 ends at e^88.72",
      right: true,
      answer: "Yes. Infinity divided by Infinity is NaN, and one step later every weight is NaN.",
    },
    {
      text: "The logarithm, of a probability that is 0",
      right: false,
      answer: "That happens too, from a gap of 103 on. But the exponential comes first and overflows at 88.72.",
    },
    {
      text: "Nothing: float32 reaches 3.4e38",
      right: false,
      answer: "e^88.73 is 3.4e38 already: an exponential crosses the whole range of float32 with a two-digit number.",
    },
  ],
  seen: (run) => told(run, firstCost(run), leftFinite(run) ?? outcome(run)),
  panel: "logits",
  causes: ["naive-softmax"],
  moral: "log softmax(x) = x − max x − log Σ e^(x − max x) is the same number and never overflows.",
};
