/** @file Lesson: a program whose author asked a forum why it gave nan in one run and 2.3026 for ever in the next. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, leftFinite, peak, silentUnits, stuck, told } from "./_seen.ts";

export const forum: Lesson = {
  id: "forum",
  title: "The forum program",
  story:
    "Someone wrote a network of 784-512-256-128-64-10 in NumPy: He weights, ReLU, softmax as eˣ ÷ Σ eˣ, gradient descent over all images at once. The cost began at 2.63, exp overflowed, then it read 29.1, 12.4 and 2.302654, and fell by 0.00000319 an epoch from there. The backward pass was never posted; this one forgets to divide by the number of images.",
  breaks: { layers: [512, 256, 128, 64], images: 2000, epochs: 2, formulas: "naive", reduction: "sum" },
  question: "The author suspected exploding gradients and gave up. What is it?",
  choices: [
    {
      text: "The gradients explode: five layers are too many",
      right: false,
      answer:
        "They are huge from the first step on, but no layer makes them grow: each is as many times too large as there are images.",
    },
    {
      text: "exp of a large number overflows: the softmax is to blame",
      right: false,
      answer:
        "That is where it shows, not why. With a stable softmax the numbers stay finite and the network is as dead as before.",
    },
    {
      text: "The gradient is summed over the images and not divided by their number",
      right: true,
      answer: "Yes: with 2,000 images a rate of 0.01 takes steps as long as a rate of 20.",
    },
    {
      text: "2.3026 is as far as this network gets",
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
