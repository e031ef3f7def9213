/** @file Scalars that were downloaded from TensorBoard as CSV; the file does not name what it holds. */
import { parseNumber } from "../numbers.ts";
import { type LogRow, namelessCost, noCounters } from "../row.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";

const header = /^"?Wall time"?,"?Step"?,"?Value"?\s{0,4}$/i;
/** Seconds since 1970, of this century. */
const scalar =
  /^"?(?:1\d{9}(?:\.\d{1,20})?|1\.\d{1,20}e\+?0?9)"?,"?(\d{1,12}(?:\.0{1,4})?)"?,"?([^",]{1,40})"?\s{0,4}$/i;

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  for (const { number, text } of lines) {
    const found = scalar.exec(text);
    const value = found && parseNumber(found[2]!);
    if (found && value !== null) {
      yield { ...noCounters, step: Number(found[1]), line: number, values: [namelessCost(value)] };
    }
  }
}

export const tensorboardFormat: LogFormat = {
  id: "tensorboard",
  title: "TensorBoard's CSV",
  looks: "Wall time,Step,Value",
  specific: 2,
  marks: ({ text }) => header.test(text) || scalar.test(text),
  read,
  samples: [
    {
      text: "Wall time,Step,Value\n1696240000.123456,0,2.31258\n1696240010.5,100,1.20258\n1.6962400205e+09,200,nan\n",
      columns: { "(no name)": [2.31258, 1.20258, Number.NaN] },
      steps: [0, 100, 200],
    },
  ],
};
