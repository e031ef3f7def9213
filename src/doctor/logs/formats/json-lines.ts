/** @file One JSON object a line. */
import type { LogRow } from "../row.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { isObject, parseJson, rowOfObject } from "./_json.ts";

const looksLikeObject = (text: string): boolean => {
  const trimmed = text.trim();
  return trimmed.startsWith('{"') && trimmed.endsWith("}");
};

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  for (const { number, text } of lines) {
    if (!looksLikeObject(text)) continue;
    const value = parseJson(text);
    const row = isObject(value) ? rowOfObject(value, number) : null;
    if (row) yield row;
  }
}

export const jsonLinesFormat: LogFormat = {
  id: "json-lines",
  title: "JSON lines",
  looks: '{"epoch": 3, "loss": 0.2711, "accuracy": 0.9203}',
  specific: 1,
  marks: ({ text }) => text.trimStart().startsWith('{"') && !text.includes('":['),
  read,
  samples: [
    {
      text: '{"epoch": 0, "loss": 2.31, "val": {"loss": 2.2, "accuracy": 0.12}}\n{"epoch": 1, "loss": NaN, "val": {"loss": "Infinity", "accuracy": 0.1}}\n',
      columns: {
        loss: [2.31, Number.NaN],
        "validation val loss": [2.2, Number.POSITIVE_INFINITY],
        "validation val accuracy": [0.12, 0.1],
      },
      epochs: [0, 1],
    },
  ],
};
