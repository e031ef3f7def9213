/** @file CSV with a header: Keras's and Lightning's CSVLogger, Weights & Biases, notebooks. */
import type { LogRow } from "../row.ts";
import type { LogLine } from "../text.ts";
import { type Header, headerOf, rowOf } from "./_columns.ts";
import type { LogFormat } from "./_format.ts";

const separators = ["\t", ";", ","] as const;

/** Only numbers, quotes and separators. */
const numeric = /^[\d\s.,;eE+\-"'naifNIty]*[,;\t][\d\s.,;eE+\-"'naifNIty]*$/;

/** The cells of a line; quotes keep separators in. */
function cellsOf(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const cells: string[] = [];
  let [cell, quoted] = ["", false];
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (letter === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell];
}

const wallTime = /^"?Wall time"?[,;\t]/i;

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  let header: Header | null = null;
  let separator = ",";
  for (const { number, text } of lines) {
    if (header && numeric.test(text)) {
      const row = rowOf(header, cellsOf(text, separator), number);
      if (row) yield row;
      continue;
    }
    if (text.length > 20_000 || wallTime.test(text)) continue;
    const found = separators.find((each) => text.includes(each));
    const next = found ? headerOf(cellsOf(text, found)) : null;
    if (next) [header, separator] = [next, found!];
    else if (header) {
      // Names and notes between the numbers.
      const row = rowOf(header, cellsOf(text, separator), number);
      if (row && text.split(separator).length === header.width) yield row;
    }
  }
}

export const csvFormat: LogFormat = {
  id: "csv",
  title: "CSV with a header",
  looks: "epoch,loss,val_loss",
  specific: 1,
  marks: ({ text }) => numeric.test(text),
  read,
  samples: [
    {
      text: "Step\tTraining Loss\tValidation Loss\n500\t2.310000\t2.200000\n1000\t1.310000\tNo log\n",
      columns: { "Training Loss": [2.31, 1.31], "validation Validation Loss": [2.2] },
      steps: [500, 1000],
    },
    {
      text: "epoch,accuracy,loss,lr,val_accuracy,val_loss\n0,0.91,0.31,0.001,0.95,0.17\n1,0.96,nan,0.001,0.10,inf\n",
      columns: {
        accuracy: [0.91, 0.96],
        loss: [0.31, Number.NaN],
        lr: [0.001, 0.001],
        "validation val_accuracy": [0.95, 0.1],
        "validation val_loss": [0.17, Number.POSITIVE_INFINITY],
      },
      epochs: [0, 1],
    },
    {
      text: "epoch,step,train_loss,val_loss\n0,49,2.1,\n0,99,1.9,\n0,99,,1.8\n1,149,1.5,\n",
      columns: { train_loss: [2.1, 1.9, 1.5], "validation val_loss": [1.8] },
      steps: [49, 99, 99, 149],
    },
    {
      text: '"Step";"run a - train/loss";"run a - train/loss__MIN"\n"10";"2.30";"2.30"\n"20";"1.80";"1.80"\n',
      columns: { "run a - train/loss": [2.3, 1.8] },
      steps: [10, 20],
    },
  ],
};
