/** @file Witnesses as a file, and running them again. */
import { toValue } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { UsageError } from "../util/errors.ts";
import { formatShape, sameShape } from "../util/shape.ts";
import { type Analysis, analyseSubject } from "./analysis.ts";
import type { CheckResult } from "./check.ts";
import type { Finding, Grade, Witness } from "./finding.ts";
import { nonFinite } from "./report/json.ts";
import type { Subject } from "./subject.ts";
import { Allowance, type Failure, failuresAt, isComputable, type Point, type Watched } from "./witness/evaluation.ts";

type Inputs = Witness["inputs"];

interface WitnessRecord {
  readonly rule: string;
  readonly grade: Grade;
  readonly message: string;
  readonly op: string;
  /** The ONNX value; null for a program. */
  readonly tensor: string | null;
  /** Place of the node in the graph, operands before users. */
  readonly index: number;
  readonly backward: boolean;
  readonly flushToZero: boolean;
  readonly inputs: Inputs;
}

export interface WitnessFile {
  readonly kind: "evenkeel witness";
  readonly version: 1;
  /** What was checked: a path, or the name of a data set's recipe. */
  readonly subject: string;
  readonly dims: Readonly<Record<string, number>>;
  readonly loss: string | null;
  /** Names of the inputs that gradients are taken with respect to. */
  readonly weights: readonly string[];
  readonly witnesses: readonly WitnessRecord[];
}

/** The witnesses of a result, as text. */
export function witnessText(result: CheckResult, subject: string, flushToZero: boolean): string {
  const { graph, imported, loss, weights, inputs } = result.subject;
  const { forward } = analyseSubject(result.subject, false);
  const names = new Map(inputs.map(({ node, name }) => [node, name]));
  const file: WitnessFile = {
    kind: "evenkeel witness",
    version: 1,
    subject,
    dims: Object.fromEntries(imported?.dims ?? []),
    loss: loss && graph.outputs.size > 0 ? loss.name : null,
    weights: weights.flatMap((node) => names.get(node) ?? []),
    witnesses: result.findings.flatMap((finding) =>
      finding.witness ? [recordOf(finding, finding.witness, forward, flushToZero)] : [],
    ),
  };
  return `${JSON.stringify(file, nonFinite)}\n`;
}

function recordOf(
  finding: Finding,
  { inputs }: Witness,
  forward: readonly Node[],
  flushToZero: boolean,
): WitnessRecord {
  const { rule, grade, message, node, source, backward } = finding;
  return {
    rule,
    grade,
    message,
    op: source?.opType ?? node.op.name,
    tensor: source?.tensor ?? null,
    index: forward.indexOf(node),
    backward,
    flushToZero: flushToZero || grade === "flush-to-zero",
    inputs,
  };
}

/** @throws UsageError where the text is no witness file */
export function parseWitnesses(text: string, file: string): WitnessFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError("The witness file is not valid JSON", { where: file, found: (error as Error).message });
  }
  const { kind, version, witnesses } = (
    typeof value === "object" && value !== null ? value : {}
  ) as Partial<WitnessFile>;
  if (kind !== "evenkeel witness" || version !== 1 || !Array.isArray(witnesses)) {
    throw new UsageError("This is no witness file", {
      where: file,
      help: "evenkeel check MODEL --witness FILE writes one",
    });
  }
  return value as WitnessFile;
}

export interface Replay {
  readonly record: WitnessRecord;
  /** Null where nothing goes wrong any more. */
  readonly failure: Failure | null;
}

/** Runs every witness on the reference interpreter. @throws UsageError where it does not fit the subject */
export function replay(file: WitnessFile, subject: Subject): Replay[] {
  const analysis = analyseSubject(subject, false);
  return file.witnesses.map((record) => {
    const node = nodeOf(record, subject, analysis);
    return { record, failure: failureIn(record, node, subject, analysis) };
  });
}

/** Null where the value is gone, as in a repaired model. */
function nodeOf({ tensor, index, op }: WitnessRecord, { imported }: Subject, { forward }: Analysis): Node | null {
  const node = forward[index];
  if (tensor !== null) {
    if (node && imported?.sources.get(node)?.tensor === tensor) return node;
    return imported?.tensors.get(tensor) ?? null;
  }
  if (node?.op.name === op) return node;
  throw new UsageError("The witness does not fit what is checked", {
    found: `there is no ${op} at its place`,
    help: "it was written for another version of the program: check it again",
  });
}

const infinite: ReadonlySet<string> = new Set(["not-a-number", "softmax-of-nothing"]);

/** At the node or in its gradient; else where its size goes wrong, as in the sum that exponentials overflow. */
function failureIn(record: WitnessRecord, node: Node | null, subject: Subject, analysis: Analysis): Failure | null {
  if (!node) return null;
  const { backward, ranges } = analysis;
  const own = record.backward
    ? [...(backward?.forwardOf ?? [])].filter(([, of]) => of === node).map(([made]) => made)
    : [node, ...ranges.events.filter(({ source }) => source === node).map((event) => event.node)].filter(isComputable);
  const watched = new Map(
    own.map((each): [Node, Watched] => {
      const operand = each.op.hazards[0]?.operand ?? null;
      return [each, { node: each, operand, infinitiesAllowed: infinite.has(record.rule), follows: each === node }];
    }),
  );
  const failures = failuresAt(own, pointOf(record.inputs, subject), watched, {
    flushToZero: record.flushToZero,
    allowance: new Allowance(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  });
  return failures.get(node) ?? [...failures.values()][0] ?? null;
}

function pointOf(given: Inputs, { inputs }: Subject): Point {
  return new Map(
    inputs.map(({ name, node }) => {
      const value = given[name];
      if (!value || !sameShape(value.shape, node.shape)) {
        throw new UsageError(`The witness has no value for the input "${name}"`, {
          found: value ? `${formatShape(value.shape)} in the place of ${formatShape(node.shape)}` : "nothing",
        });
      }
      return [node, toValue(node.dtype, value.shape, value.data)];
    }),
  );
}
