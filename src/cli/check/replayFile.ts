/** @file `check --replay`: runs saved inputs again and shows what each does. */

import type { GivenRange, GivenRanges } from "../../check/given.ts";
import { fileSubject, readText } from "../../check/node/checkFile.ts";
import { parseWitnesses, type Replay, replay, type WitnessFile } from "../../check/replay.ts";
import { nonFinite } from "../../check/report/json.ts";
import { number } from "../../check/report/numbers.ts";
import type { Subject } from "../../check/subject.ts";
import { exitCode } from "../../util/errors.ts";
import type { Console } from "../console.ts";
import { isModel, subjectOf } from "./subjectOf.ts";

/** @param what in the place of the path that the file names */
export async function replayFile(
  path: string,
  what: string | undefined,
  json: boolean,
  { out }: Console,
): Promise<number> {
  const file = parseWitnesses(readText(path, "witnesses"), path);
  const subject = await subjectFor(file, what ?? file.subject);
  const replays = replay(file, subject);
  out.write(json ? `${JSON.stringify({ replays: replays.map(inJson) }, nonFinite)}\n` : replays.map(line).join(""));
  if (replays.length === 0) out.write("the file holds no witness\n");
  return replays.some(({ failure }) => failure !== null) ? exitCode.bug : exitCode.done;
}

/** An ONNX model whose weights are varied again as the witnesses need. */
function subjectFor({ dims, loss, weights, witnesses }: WitnessFile, word: string): Subject | Promise<Subject> {
  if (!isModel(word)) return subjectOf(word, { ranges: undefined, dims });
  const [first] = witnesses;
  const inputs = Object.entries(first?.inputs ?? {}).map(([name, { data }]): [string, GivenRange] => {
    const lo = data.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
    const hi = data.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
    return [name, { lo, hi, role: weights.includes(name) ? "weight" : "label" }];
  });
  const ranges: GivenRanges = { inputs: Object.fromEntries(inputs), loss };
  return fileSubject(word, { dims, ranges });
}

function line({ record, failure }: Replay): string {
  const { rule, op, tensor, backward } = record;
  const place = `${backward ? "the gradient of " : ""}${op}${tensor === null ? "" : ` "${tensor}"`}`;
  const shown = failure
    ? `operand ${number(failure.operand)}, result ${number(failure.result)}`
    : "nothing goes wrong there: the defect is gone";
  return `${rule}: ${place}: ${shown}\n`;
}

const inJson = ({ record, failure }: Replay): unknown => ({
  rule: record.rule,
  op: record.op,
  tensor: record.tensor,
  backward: record.backward,
  shown: failure !== null,
  operand: failure?.operand ?? null,
  result: failure?.result ?? null,
});
