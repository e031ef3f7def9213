/** @file The record of an Evenkeel run, which `train --json` prints too. */
import { stepsInOrder } from "../../../record/order.ts";
import { type LogRow, type LogValue, logValue, noCounters } from "../row.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { isObject, numberIn, parseJson } from "./_json.ts";

const mark = /^\{"v":\d{1,4},"t":"/;

function stepRow(event: Record<string, unknown>, line: number): LogRow | null {
  const cost = numberIn(event.cost);
  if (cost === null) return null;
  const rate = numberIn(event.learningRate);
  const values = [logValue("cost", cost), rate === null ? null : logValue("learning rate", rate)];
  const epoch = numberIn(event.epoch);
  return { ...noCounters, step: numberIn(event.step), epoch, line, values: values.filter((value) => value !== null) };
}

function epochRow(event: Record<string, unknown>, line: number): LogRow {
  const values: LogValue[] = [];
  for (const part of ["train", "validation", "test"]) {
    const metrics = event[part];
    if (!isObject(metrics)) continue;
    for (const [name, metric] of Object.entries(metrics)) {
      const number = numberIn(metric);
      const value = number === null ? null : logValue(`${part} ${name}`, number);
      if (value) values.push(value);
    }
  }
  return { ...noCounters, epoch: numberIn(event.epoch), step: numberIn(event.step), line, values };
}

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  let session: LogRow[] = [];
  for (const { number, text } of lines) {
    const event = mark.test(text) ? parseJson(text) : undefined;
    if (!isObject(event)) continue;
    const row = event.t === "step" ? stepRow(event, number) : event.t === "epoch" ? epochRow(event, number) : null;
    if (row && row.values.length > 0) session.push(row);
    if (event.t !== "start") continue;
    yield* inOrder(session);
    session = [];
  }
  yield* inOrder(session);
}

/** Rows of epochs have the number of steps done, and stand behind the last of them. */
const inOrder = (rows: readonly LogRow[]): LogRow[] => stepsInOrder(rows, ({ step }) => step);

export const evenkeelFormat: LogFormat = {
  id: "evenkeel",
  title: "Evenkeel's record, and train --json",
  looks: '{"v":1,"t":"step","step":7,"epoch":0,"cost":2.3026,"learningRate":0.1}',
  specific: 2,
  marks: ({ text }) => mark.test(text),
  read,
  samples: [
    {
      text: '{"v":1,"t":"step","step":0,"epoch":0,"cost":2.41,"learningRate":0.1}\n{"v":1,"t":"step","step":1,"epoch":0,"cost":"NaN","learningRate":0.1}\n{"v":1,"t":"epoch","epoch":0,"step":2,"cost":2.3,"train":{"loss":2.2,"accuracy":0.12},"validation":null,"test":{"accuracy":0.11},"seconds":1,"best":false}\n',
      columns: {
        cost: [2.41, Number.NaN],
        "learning rate": [0.1, 0.1],
        "train loss": [2.2],
        "train accuracy": [0.12],
        "test test accuracy": [0.11],
      },
      steps: [0, 1, 2],
    },
  ],
};
