/** @file Runs the operator test vectors of the onnx package: each model imported and evaluated, its outputs compared. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../src/engine/reference/evaluate.ts";
import type { Value } from "../src/graph/dtype.ts";
import { nodesOf } from "../src/graph/graph.ts";
import { decodeModel } from "../src/onnx/decode.ts";
import { importModel, newestOpset, oldestOpset } from "../src/onnx/import/import.ts";
import type { ImportedModel } from "../src/onnx/import/imported.ts";
import { tensorValue } from "../src/onnx/import/tensorValue.ts";
import { isUnknown } from "../src/onnx/import/unknown.ts";
import { decodeMessage } from "../src/onnx/wire/message.ts";
import { type ModelProto, type TensorProto, tensorTable } from "../src/onnx/wire/onnx.ts";
import { formatShape, sameShape } from "../src/util/shape.ts";
import { mismatch, onnxVectorTolerance } from "../test/tolerance.ts";

export interface VectorResult {
  readonly name: string;
  /** The op under test, with its domain where it is not the default one. */
  readonly op: string;
  /** Whether the model is the op's definition by other ops. */
  readonly expanded: boolean;
  /** "random": shapes and types agree, values are drawn. */
  readonly outcome: "passed" | "random" | "failed" | "not covered";
  readonly reason: string;
}

const readTensor = (file: string): TensorProto => decodeMessage(tensorTable, readFileSync(file));

const numbered = (folder: string, stem: string): TensorProto[] =>
  readdirSync(folder)
    .filter((file) => file.startsWith(`${stem}_`))
    .sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
    .map((file) => readTensor(join(folder, file)));

type Held = (tensor: TensorProto) => boolean;
/** Element types float, float16, double and bfloat16. */
const isFloatTensor: Held = ({ dataType }) => [1, 10, 11, 16].includes(dataType ?? 0);

/** The model with the shapes of its inputs as fed, and those that `held` picks as constants. */
function specialized(model: ModelProto, inputs: readonly TensorProto[], held: Held): ModelProto {
  const graph = model.graph!;
  const all = (graph.input ?? []).map((info, i) => ({ info, tensor: inputs[i]! }));
  const fixed = all.map(({ info, tensor }) => ({
    ...info,
    type: {
      tensorType: { elemType: tensor.dataType!, shape: { dim: (tensor.dims ?? []).map((dimValue) => ({ dimValue })) } },
    },
  }));
  return {
    ...model,
    graph: {
      ...graph,
      input: fixed.filter((_, i) => !held(all[i]!.tensor)),
      initializer: [
        ...(graph.initializer ?? []),
        ...all.filter(({ tensor }) => held(tensor)).map(({ info, tensor }) => ({ ...tensor, name: info.name! })),
      ],
    },
  };
}

/** Why an output is not known, or null. */
function unknownReason({ model, graph, unknown }: ImportedModel): string | null {
  if (unknown.length > 0) return unknown[0]!.reason;
  const missing = (model.graph!.output ?? []).find(({ name = "" }) => !graph.outputs.has(name));
  if (missing) return "an output holds elements that are not read";
  return nodesOf(graph).some(isUnknown) ? "an input holds elements that are not read" : null;
}

/** As written; then with whole numbers known, as shapes are in a checked model; then with everything known. */
const attempts: readonly Held[] = [() => false, (tensor) => !isFloatTensor(tensor), () => true];

function imported(model: ModelProto, inputs: readonly TensorProto[]): ImportedModel {
  let last: ImportedModel | null = null;
  for (const held of attempts) {
    last = importModel(specialized(model, inputs, held));
    if (!unknownReason(last)) return last;
  }
  return last!;
}

const usesRandom = ({ graph }: ImportedModel): boolean => nodesOf(graph).some(({ op }) => op.accuracy === "random");

function compare(actual: Value, expected: Value, random: boolean): string | null {
  if (!sameShape(actual.shape, expected.shape)) {
    return `shape ${formatShape(actual.shape)}, expected ${formatShape(expected.shape)}`;
  }
  if (actual.dtype !== expected.dtype) return `${actual.dtype}, expected ${expected.dtype}`;
  if (random) return null;
  return mismatch(actual.data, expected.data, onnxVectorTolerance(expected.dtype));
}

function runDataSet(model: ModelProto, folder: string): Pick<VectorResult, "outcome" | "reason"> {
  const inputs = numbered(folder, "input");
  const result = imported(model, inputs);
  const reason = unknownReason(result);
  if (reason) return { outcome: "not covered", reason };
  const feeds = new Map(
    (model.graph!.input ?? []).flatMap(({ name = "" }, i) => {
      const node = result.inputs.get(name);
      return node ? [[node, tensorValue(inputs[i]!, name)] as const] : [];
    }),
  );
  const random = usesRandom(result);
  const names = (model.graph!.output ?? []).map(({ name = "" }) => name);
  const values = evaluate(
    names.map((name) => result.graph.outputs.get(name)!),
    feeds,
  );
  const expected = numbered(folder, "output");
  for (const [i, name] of names.entries()) {
    const difference = compare(values[i]!, tensorValue(expected[i]!, name), random);
    if (difference) return { outcome: "failed", reason: `${name}: ${difference}` };
  }
  return { outcome: random ? "random" : "passed", reason: "" };
}

function opOf(model: ModelProto): string {
  const node = model.graph!.node?.at(-1);
  return `${node?.domain ? `${node.domain} ` : ""}${node?.opType ?? ""}`;
}

/** Versions beyond those that are read count as the nearest one: what they add is element types. */
function readable(model: ModelProto): ModelProto {
  const opsetImport = (model.opsetImport ?? []).map((entry) => {
    if (entry.domain && entry.domain !== "ai.onnx") return entry;
    const version = Math.min(Math.max(Number(entry.version ?? 1n), oldestOpset), newestOpset);
    return { ...entry, version: BigInt(version) };
  });
  return { ...model, opsetImport };
}

/** Result of one folder of vectors: model.onnx and test_data_set_0, … */
export function runVectors(root: string, name: string): VectorResult {
  const folder = join(root, name);
  const expanded = name.includes("_expanded");
  const original = join(root, name.replace(/_expanded.*$/, ""), "model.onnx");
  const named = expanded && existsSync(original) ? original : join(folder, "model.onnx");
  let op = name;
  try {
    op = opOf(decodeModel(readFileSync(named)));
    const model = readable(decodeModel(readFileSync(join(folder, "model.onnx"))));
    const sets = readdirSync(folder).filter((file) => file.startsWith("test_data_set_"));
    const results = sets.map((set) => runDataSet(model, join(folder, set)));
    const worst = results.find(({ outcome }) => outcome === "failed") ?? results[0]!;
    return { name, op, expanded, ...worst };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, op, expanded, outcome: reasonIsCoverage(error) ? "not covered" : "failed", reason };
  }
}

/** Errors that say what a model needs and we do not have, as opposed to wrong results. */
const reasonIsCoverage = (error: unknown): boolean =>
  error instanceof Error && error.name !== "Error" && error.name !== "TypeError";
