/** @file "cost after epoch 4 :  [2.302654]": prints of courses and of programs written from them. */

import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const mark = /\b(?:cost|loss|error)\s{1,3}(?:after|at)\s{1,3}(?:epoch|iteration|iter|step)\b/i;

export const costAfterFormat: LogFormat = {
  id: "cost-after",
  title: '"cost after epoch" prints',
  looks: "cost after epoch 4 :  [2.302654]",
  specific: 2,
  marks: ({ text }) => mark.test(text),
  read: (lines) => freeText(lines, { only: ({ text }) => mark.test(text) }),
  samples: [
    {
      text: "cost after epoch 1 :  [2.63039004]\ncost after epoch 2 :  [nan]\ncost after epoch 3 :  [115.76138438]\n",
      columns: { cost: [2.63039004, Number.NaN, 115.76138438] },
      epochs: [1, 2, 3],
    },
    {
      text: "Cost after iteration 0: 0.693049735659989\nCost after iteration 100: 0.6464320953428849\n",
      columns: { Cost: [0.693049735659989, 0.6464320953428849] },
      steps: [0, 100],
    },
    {
      text: "cost after epoch 3: 0.0712  train 97.9%  test 97.6%  1.1 s\ncost after epoch 4: 0.0511  train 98.4%  test 97.8%  1.1 s\n",
      columns: {
        cost: [0.0712, 0.0511],
        "train accuracy": [0.979, 0.984],
        "test test accuracy": [0.976, 0.978],
      },
    },
  ],
};
