/** @file Lesson: pixels from 0 to 255 as they stand in the file. */
import type { Lesson } from "./_lesson.ts";
import { finalScore, firstCost, leftFinite, peak, silentUnits, stuck, told } from "./_seen.ts";

export const rawPixels: Lesson = {
  id: "raw-pixels",
  title: "Raw pixels",
  story:
    "The file holds a pixel as a number from 0 to 255. Nobody scaled them: the first layer gets them as they are. Everything else is healthy.",
  breaks: { scaling: "none" },
  question: "What will the cost do?",
  choices: [
    {
      text: "Begin near 2.3 and fall, only more slowly",
      right: false,
      answer: "It begins far above: inputs a hundred times as large make outputs a hundred times as large.",
    },
    {
      text: "Begin far above 2.3, leap, and then stand still",
      right: true,
      answer:
        "Yes. The gradient of a weight is its input times an error, so the first steps are thousands of times too long and push the units to where they never fire again.",
    },
    {
      text: "Become NaN when exp overflows",
      right: false,
      answer:
        "The formulas are the stable ones, which take exp of nothing large. A network can die without a single NaN.",
    },
    {
      text: "Nothing unusual: the weights adapt to the scale",
      right: false,
      answer: "They would have to shrink a hundredfold, and the first step throws them the other way.",
    },
  ],
  seen: (run) => told(run, firstCost(run), peak(run), leftFinite(run), silentUnits(run), stuck(run), finalScore(run)),
  panel: "alive",
  causes: ["unscaled-inputs"],
  moral: "Look at the inputs first: about 0 ± 1, or the first step undoes the network.",
};
