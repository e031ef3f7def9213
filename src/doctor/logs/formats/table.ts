/** @file Tables aligned by spaces or bars: fastai, skorch, notebooks, gradient boosting, Markdown. */
import type { LogRow } from "../row.ts";
import type { LogLine } from "../text.ts";
import { type Header, headerOf, rowOf } from "./_columns.ts";
import type { LogFormat } from "./_format.ts";

type Split = (text: string) => string[];

const byBars: Split = (text) =>
  text
    .split(/[|│]/)
    .map((cell) => cell.trim())
    .slice(/^\s{0,40}[|│]/.test(text) ? 1 : 0, /[|│]\s{0,40}$/.test(text) ? -1 : undefined);
const byGaps: Split = (text) => text.trim().split(/\s{2,}/);
const bySpaces: Split = (text) => text.trim().split(/\s+/);

/** Numbers, times and rules of a table. */
const data = /^[\s|│\d.:eE+\-/%naifNItsmh∞]*$/;
const isData = (text: string): boolean => data.test(text) && /\d/.test(text) && /\S[\s|│]{1,60}\S/.test(text);

/** How a header is cut, and its columns; null where the line is none. */
function tableHeader(text: string): { split: Split; header: Header } | null {
  if (text.length > 2000 || /[=:]\s{0,4}[-\d]/.test(text)) return null;
  const ways = /[|│]/.test(text) ? [byBars] : [byGaps, bySpaces];
  for (const split of ways) {
    const cells = split(text);
    // A sentence is no header: names have at most four words.
    if (cells.some((cell) => cell.length > 40 || cell.trim().split(/\s+/).length > 4)) continue;
    const header = headerOf(cells);
    if (header) return { split, header };
  }
  return null;
}

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  let table: { split: Split; header: Header } | null = null;
  for (const { number, text } of lines) {
    if (text.length > 20_000) continue;
    const next = isData(text) ? null : tableHeader(text);
    if (next) {
      table = next;
      continue;
    }
    if (!table || !/\d/.test(text)) continue;
    const { split, header } = table;
    const cells = split === byGaps ? bySpaces(text) : split(text);
    // The last column may be empty; a progress bar may follow it.
    const row = cells.length >= header.width - 1 ? rowOf(header, cells, number) : null;
    if (row) yield row;
  }
}

export const tableFormat: LogFormat = {
  id: "table",
  title: "tables (fastai, skorch, notebooks)",
  looks: "epoch     train_loss  valid_loss  accuracy  time",
  specific: 1,
  marks: ({ text }) => isData(text),
  read,
  samples: [
    {
      text: "epoch     train_loss  valid_loss  accuracy  time    \n0         0.345112    0.210120    0.921000  00:12     \n1         nan         0.190120    0.931000  00:12     \n",
      columns: {
        train_loss: [0.345112, Number.NaN],
        "validation valid_loss": [0.21012, 0.19012],
        accuracy: [0.921, 0.931],
      },
      epochs: [0, 1],
    },
    {
      text: "  epoch    train_loss    valid_acc    valid_loss     dur\n-------  ------------  -----------  ------------  ------\n      1        \u001b[36m0.6868\u001b[0m       \u001b[32m0.6000\u001b[0m        \u001b[35m0.6740\u001b[0m  0.0463\n      2        0.6706       0.6100        0.6612  0.0212\n",
      columns: {
        train_loss: [0.6868, 0.6706],
        "validation valid_acc": [0.6, 0.61],
        "validation valid_loss": [0.674, 0.6612],
      },
      epochs: [1, 2],
    },
    {
      text: "| Epoch | Training Loss | Accuracy |\n|-------|---------------|----------|\n| 1     | 2.31          | 11.2%    |\n| 2     | 1.31          | 50.0%    |\n",
      columns: { "Training Loss": [2.31, 1.31], Accuracy: [0.112, 0.5] },
      epochs: [1, 2],
    },
    {
      text: "      Iter       Train Loss   Remaining Time \n         1           1.2613            0.10s\n         2           1.1511            0.09s\n",
      columns: { "Train Loss": [1.2613, 1.1511] },
      steps: [1, 2],
    },
  ],
};
