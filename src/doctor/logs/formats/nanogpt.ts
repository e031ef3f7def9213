/** @file nanoGPT's lines, and those of programs that print alike. */

import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const mark = /^(?:iter|step)\s{1,6}\d{1,9}(?:\/\d{1,9})?\s{0,3}[:|]\s{0,3}(?:train |val )?loss:? /;

export const nanogptFormat: LogFormat = {
  id: "nanogpt",
  title: "nanoGPT",
  looks: "iter 100: loss 3.2311, time 25.11ms, mfu 17.25%",
  specific: 2,
  marks: ({ text }) => mark.test(text),
  read: (lines) => freeText(lines, { only: ({ text }) => mark.test(text) }),
  samples: [
    {
      text: "step 0: train loss 10.9897, val loss 10.9890\niter 0: loss 10.9883, time 25111.31ms, mfu -100.00%\niter 10: loss 9.2311, time 125.11ms, mfu 17.25%\niter 20: loss nan, time 125.11ms, mfu 17.25%\n",
      columns: {
        "train loss": [10.9897],
        "validation val loss": [10.989],
        loss: [10.9883, 9.2311, Number.NaN],
      },
      steps: [0, 0, 10, 20],
    },
  ],
};
