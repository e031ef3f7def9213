/** @file scikit-learn's verbose estimators: MLP, SGD, and L-BFGS. */
import { digitIn, numberOf } from "../numbers.ts";
import { logValue, noCounters } from "../row.ts";
import type { Scanned } from "../scan.ts";
import { scan } from "../scan.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const mark = /^(?:Iteration \d{1,9}, loss =|Validation score: |-- Epoch \d|Norm: .{1,120}Avg\. loss: |At iterate\s)/;
const mlp = /^Iteration (\d{1,9}), loss =/;
const score = /^Validation score: ([\d.]{1,24})/;
const lbfgs = /^At iterate\s{1,9}(\d{1,9})\s{1,9}f=\s{0,9}([-+\d.]{1,30})(?:D([-+]\d{1,4}))?/;

function special({ text }: LogLine): Scanned | null | undefined {
  const iterate = lbfgs.exec(text);
  if (iterate) {
    const [, step, digits, exponent = "0"] = iterate;
    return { ...noCounters, step: Number(step), values: [logValue("cost", numberOf(`${digits}e${exponent}`))!] };
  }
  const validation = score.exec(text);
  if (validation) {
    const [value, digit] = [Number(validation[1]), digitIn(validation[1]!)];
    return {
      ...noCounters,
      values: [{ name: "Validation score", kind: "accuracy", part: "validation", value, digit }],
    };
  }
  // An iteration of the MLP is a pass over the data.
  const epoch = mlp.exec(text);
  const rest = epoch && scan(text.slice(epoch[0].length - "loss =".length));
  return rest ? { ...rest, epoch: Number(epoch[1]) } : undefined;
}

export const scikitLearnFormat: LogFormat = {
  id: "scikit-learn",
  title: "scikit-learn, verbose",
  looks: "Iteration 3, loss = 2.30258509",
  specific: 2,
  marks: ({ text }) => mark.test(text),
  read: (lines) => freeText(lines, { special, only: ({ text }) => mark.test(text) }),
  samples: [
    {
      text: "Iteration 1, loss = 2.30995320\nValidation score: 0.1120\nIteration 2, loss = 2.28710211\nValidation score: 0.2310\n",
      columns: { loss: [2.3099532, 2.28710211], "validation Validation score": [0.112, 0.231] },
      epochs: [1, 1, 2, 2],
    },
    {
      text: "-- Epoch 1\nNorm: 12.41, NNZs: 64, Bias: -0.101, T: 1000, Avg. loss: 1.210311\nTotal training time: 0.00 seconds.\n-- Epoch 2\nNorm: 10.41, NNZs: 64, Bias: -0.12, T: 2000, Avg. loss: 0.410311\n",
      columns: { "Avg. loss": [1.210311, 0.410311] },
      epochs: [1, 2],
    },
    {
      text: "At X0         0 variables are exactly at the bounds\n\nAt iterate    0    f=  2.31259D+00    |proj g|=  1.20000D+01\n\nAt iterate    1    f=  1.10259D-01    |proj g|=  1.20000D+00\n",
      columns: { cost: [2.31259, 0.110259] },
      steps: [0, 1],
    },
  ],
};
