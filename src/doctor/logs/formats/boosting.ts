/** @file Rounds of XGBoost, LightGBM and CatBoost. */
import { type Scanned, scan } from "../scan.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const round = /^\s{0,4}\[(\d{1,9})\]\s{1,8}(?=\S{1,80}(?:-\w|'s\s|:))/;
const catboost = /^(\d{1,9}):\s{1,4}learn: /;

function special({ text }: LogLine): Scanned | null {
  const head = round.exec(text) ?? catboost.exec(text);
  if (!head) return null;
  const body = head[0].includes("learn") ? text.slice(head[1]!.length + 1) : text.slice(head[0].length);
  const rest = scan(
    body
      .replace(/\blearn:/, "learn loss:")
      .replace(/\btest:/, "test loss:")
      .replace(/\bbest:.*/, ""),
  );
  return rest && { ...rest, step: Number(head[1]) };
}

export const boostingFormat: LogFormat = {
  id: "boosting",
  title: "XGBoost, LightGBM and CatBoost",
  looks: "[0]     train-logloss:0.58126   eval-logloss:0.60112",
  specific: 2,
  marks: ({ text }) => round.test(text) || catboost.test(text),
  read: (lines) => freeText(lines, { special }),
  samples: [
    {
      text: "[0]\ttrain-mlogloss:1.58126\teval-mlogloss:1.60112\n[1]\ttrain-mlogloss:1.18126\teval-mlogloss:1.30112\n",
      columns: {
        "train-mlogloss": [1.58126, 1.18126],
        "validation eval-mlogloss": [1.60112, 1.30112],
      },
      steps: [0, 1],
    },
    {
      text: "[1]\ttraining's binary_logloss: 0.601\tvalid_1's binary_logloss: 0.612\n[2]\ttraining's binary_logloss: 0.512\tvalid_1's binary_logloss: 0.533\n",
      columns: {
        "training's binary_logloss": [0.601, 0.512],
        "validation valid_1's binary_logloss": [0.612, 0.533],
      },
      steps: [1, 2],
    },
    {
      text: "0:\tlearn: 0.6871\ttest: 0.6880\tbest: 0.6880 (0)\ttotal: 50.2ms\tremaining: 50.1s\n1:\tlearn: 0.6811\ttest: 0.6829\tbest: 0.6829 (1)\ttotal: 60ms\tremaining: 40s\n",
      columns: { "learn loss": [0.6871, 0.6811], "test test loss": [0.688, 0.6829] },
      steps: [0, 1],
    },
  ],
};
