/** @file A whole JSON document: a history of lists, a list of objects, trainer_state.json, TensorBoard's download. */
import { type LogRow, type LogValue, logValue, namelessCost, noCounters } from "../row.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { isObject, numberIn, parseJson, rowOfObject } from "./_json.ts";

const mark = /^\s{0,200}(?:[[\]{}],?$|"[^"]{1,80}"\s?:|-?\d[\d.eE+-]{0,40},?\s{0,4}$|\{"[^"]{1,80}":\s?\[|\[[[{])/;

/** { "loss": [2.3, 1.1], "accuracy": [0.1, 0.4] } */
function* ofLists(history: Record<string, unknown>): Generator<LogRow> {
  const lists = Object.entries(history).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const longest = lists.reduce((most, [, list]) => Math.max(most, list.length), 0);
  for (let i = 0; i < longest; i++) {
    const values: LogValue[] = [];
    for (const [name, list] of lists) {
      const number = numberIn(list[i]);
      const value = number === null ? null : logValue(name, number);
      if (value) values.push(value);
    }
    if (values.length > 0) yield { ...noCounters, line: 1, values };
  }
}

/** [[wall time, step, value], …] */
function ofScalar(triple: readonly unknown[]): LogRow | null {
  const [, step, value] = triple.map(numberIn);
  if (triple.length !== 3 || value === null || value === undefined) return null;
  return {
    ...noCounters,
    step: step ?? null,
    line: 1,
    values: [namelessCost(value)],
  };
}

function* ofDocument(document: unknown): Generator<LogRow> {
  if (Array.isArray(document)) {
    for (const entry of document) {
      const row = Array.isArray(entry) ? ofScalar(entry) : isObject(entry) ? rowOfObject(entry, 1) : null;
      if (row) yield row;
    }
  } else if (isObject(document)) {
    let any = false;
    for (const row of ofLists(document)) {
      any = true;
      yield row;
    }
    const within = Object.values(document).filter((value) => typeof value === "object" && value !== null);
    if (!any) for (const value of within) yield* ofDocument(value);
  }
}

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  const texts = Array.from(lines, ({ text }) => text);
  if (/^\s{0,200}[[{]/.test(texts[0] ?? "")) yield* ofDocument(parseJson(texts.join("\n")));
}

export const jsonDocumentFormat: LogFormat = {
  id: "json-document",
  title: "a JSON document of lists or objects",
  looks: '{"loss": [2.3026, 1.8021], "accuracy": [0.1012, 0.4020]}',
  specific: 1,
  marks: ({ text }) => mark.test(text),
  read,
  samples: [
    {
      text: '{"loss": [2.31, NaN], "val_accuracy": [0.1, 0.2], "params": {"epochs": 2}}',
      columns: { loss: [2.31, Number.NaN], "validation val_accuracy": [0.1, 0.2] },
    },
    {
      text: '{\n  "best_metric": null,\n  "log_history": [\n    {\n      "epoch": 0.1,\n      "loss": 2.31,\n      "step": 10\n    },\n    {\n      "epoch": 0.2,\n      "loss": 1.31,\n      "step": 20\n    }\n  ]\n}\n',
      columns: { loss: [2.31, 1.31] },
      epochs: [0.1, 0.2],
      steps: [10, 20],
    },
    {
      text: "[[1696240000.1, 0, 2.3], [1696240001.1, 5, 2.1]]",
      columns: { "(no name)": [2.3, 2.1] },
      steps: [0, 5],
    },
  ],
};
