/** @file A check's result as the plain values that the page shows. */
import type { CheckResult } from "../../src/check/check.ts";
import type { Finding, Witness } from "../../src/check/finding.ts";
import { type GivenRanges, noRanges } from "../../src/check/given.ts";
import { number } from "../../src/check/report/numbers.ts";
import { pathFrom, pathText } from "../../src/check/report/path.ts";
import { conclusionOf, rangeWords, shownWords, unknownWords } from "../../src/check/report/words.ts";
import { rules } from "../../src/check/rules/index.ts";
import type { Subject, SubjectInput } from "../../src/check/subject.ts";
import type { ModelProto } from "../../src/onnx/wire/onnx.ts";
import { formatShape } from "../../src/util/shape.ts";
import type { CheckAsked, CheckedDim, CheckedFinding, CheckedInput, CheckedModel, WitnessInput } from "./checked.ts";
import type { OpenedFiles } from "./checkFiles.ts";

/** @param ranges as they were stated, by a file or by hand */
export function checkedModel(
  result: CheckResult,
  { name, bytes, model }: OpenedFiles,
  ranges: GivenRanges | undefined,
  { dims, flushToZero }: CheckAsked,
): CheckedModel {
  const { subject, nodes, seconds, findings, unknown, withoutGradient } = result;
  return {
    name,
    bytes,
    opset: opsetOf(model),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(" "),
    nodes,
    ops: new Set((model.graph?.node ?? []).map(({ opType }) => opType)).size,
    seconds,
    conclusion: conclusionOf(result),
    findings: findings.map((finding) => checkedFinding(finding, subject)),
    unknown: unknownWords(unknown),
    withoutGradient,
    loss: subject.loss?.name ?? null,
    inputs: subject.inputs.map((input) => checkedInput(input, ranges ?? noRanges)),
    dims: dimsOf(subject, dims),
    flushToZero,
  };
}

const opsetOf = ({ opsetImport = [] }: ModelProto): number =>
  Number(opsetImport.find(({ domain }) => !domain || domain === "ai.onnx")?.version ?? 0);

function checkedInput({ name, node, box }: SubjectInput, { inputs }: GivenRanges): CheckedInput {
  const stated = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  return {
    name,
    type: `${node.dtype}${formatShape(node.shape)}`,
    lo: box.lo[0]!,
    hi: box.hi[0]!,
    stated: stated !== undefined,
    role: roleOf(stated?.role),
  };
}

/** Any other word is an input too. */
const roleOf = (role = "input"): CheckedInput["role"] => (role === "label" || role === "weight" ? role : "input");

const dimsOf = ({ imported }: Subject, stated: CheckAsked["dims"]): CheckedDim[] =>
  [...(imported?.dims ?? [])].map(([name, size]) => ({ name, size, stated: Object.hasOwn(stated, name) }));

/** The same of a finding before and after a repair. */
export const keyOf = ({ rule, source, backward }: Finding): string => `${rule} ${source?.tensor} ${backward}`;

function checkedFinding(finding: Finding, subject: Subject): CheckedFinding {
  const { rule, grade, message, help, source, node, witness } = finding;
  return {
    key: keyOf(finding),
    rule,
    grade,
    message,
    help,
    why: rules.find(({ id }) => id === rule)?.why ?? "",
    op: source?.opType ?? node.op.name,
    node: source?.name ?? node.op.name,
    tensor: source && source.tensor !== source.name ? source.tensor : null,
    range: rangeWords(finding),
    path: pathText(pathFrom(node, subject)),
    shown: shownWords(finding),
    witness: witness ? witnessInputs(witness, subject) : [],
  };
}

/** So many elements of an input are named. */
const mostElements = 8;

const witnessInputs = ({ inputs }: Witness, subject: Subject): WitnessInput[] =>
  Object.entries(inputs).map(([name, { shape, data }]) => ({
    name,
    type: `${subject.inputs.find((input) => input.name === name)?.node.dtype ?? ""}${formatShape(shape)}`,
    elements: data.slice(0, mostElements).map(number),
    more: Math.max(0, data.length - mostElements),
  }));
