/** @file Lesson: a program whose author asked a forum why it gave nan in one run and 2.3026 for ever in the next. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, leftFinite, peak, silentUnits, stuck, told } from "./_seen.ts";

export const forum: Lesson = {
  id: "forum",
  title: "The forum program",
  story:
    "Someone wrote a network of 784-512-256-128-64-10 in NumPy: He weights, ReLU, softmax as eˣ ÷ Σ eˣ, gradient descent. The cost began at 2.63 and read 29.1, 12.4 and 2.302654; from there it fell by 0.0000032 an epoch. With another rate exp overflowed, and the cost was nan. The backward pass was never posted: this one has one of the mistakes that give the same pattern. Its layers are half as wide, so that the proof takes seconds.",
  breaks: {
    layers: [256, 128, 64, 32],
    scaling: "unit",
    images: 2000,
    epochs: 2,
    learningRate: 0.1,
    formulas: "naive",
    reduction: "sum",
  },
  question: "The author suspected exploding gradients and gave up. What is it?",
  choices: [
    {
      text: "The gradients explode: there are too many layers",
      right: false,
      answer:
        "They are far too large, but no layer makes them grow: each is as many times too large as a step has images.",
    },
    {
      text: "exp of a large number overflows: the softmax is to blame",
      right: false,
      answer:
        "That is where it shows. Stable formulas only put it off: a few steps later a product of matrices leaves the finite numbers.",
    },
    {
      text: "The gradient is summed over the images and not divided by their number",
      right: true,
      answer: "Yes: with 16 images a step, a rate of 0.1 takes steps as long as one of 1.6.",
    },
    {
      text: "Nothing: 2.3026 is as far as this network gets",
      right: false,
      answer:
        "2.3026 is ln 10, the cost of guessing among ten classes. The same network learns once its steps are short.",
    },
  ],
  seen: (run) => told(run, firstCost(run), peak(run), leftFinite(run), silentUnits(run), stuck(run), finalScore(run)),
  panel: "logits",
  causes: ["missing-mean-reduction"],
  moral: "Where the numbers overflow is seldom where the mistake is: first ask how long the steps are.",
};
