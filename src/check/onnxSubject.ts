/** @file The subject of an ONNX model: its graph as ours, stated ranges, and defaults for the inputs that have none. */

import { uniformBox } from "../graph/box.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { importModel } from "../onnx/import/import.ts";
import type { ImportedModel, ImportOptions } from "../onnx/import/imported.ts";
import type { ModelProto } from "../onnx/wire/onnx.ts";
import { limitsOf } from "../ranges/rounding.ts";
import { DataError, nearest } from "../util/errors.ts";
import { largestRange } from "./boxes.ts";
import { checkNames, type GivenRange, type GivenRanges, noRanges } from "./given.ts";
import type { Subject, SubjectInput } from "./subject.ts";

export interface OnnxModel {
  readonly name: string;
  readonly model: ModelProto;
  readonly ranges?: GivenRanges;
  /** What `ranges` was read from, for errors. */
  readonly rangesFile?: string;
  readonly dims?: Readonly<Record<string, number>>;
  /** Bytes of tensors that lie outside of the model's file. */
  readonly external?: ImportOptions["external"];
}

/** @throws DataError where a range names no input, the loss is no value of the model, or the model is malformed */
export function onnxSubject(given: OnnxModel): Subject {
  const { name, model, ranges = noRanges, rangesFile = "ranges", dims = {}, external } = given;
  const initializers = new Set((model.graph?.initializer ?? []).map((tensor) => tensor.name ?? ""));
  const fed = (model.graph?.input ?? []).map((info) => info.name ?? "").filter((input) => !initializers.has(input));
  checkNames(ranges, [...fed, ...initializers], rangesFile);
  const variables = new Set(Object.keys(ranges.inputs).filter((input) => initializers.has(input)));
  const imported = importModel(model, { dims, variables, ...(external && { external }) });
  const roles = new Map(Object.entries(ranges.inputs));
  const inputs = [...imported.inputs].map(([input, node]) => subjectInput(input, node, roles.get(input)));
  const loss = lossOf(imported, ranges.loss, rangesFile);
  return {
    name,
    graph: withLoss(imported.graph, loss),
    inputs,
    loss,
    weights: loss ? weightsOf(inputs, roles) : [],
    imported,
    compiled: null,
    stated: statedOf(imported, inputs, roles),
  };
}

function subjectInput(name: string, node: Node, given: GivenRange | undefined): SubjectInput {
  const [least, most] = limitsOf(node.dtype);
  const within = (x: number): number => Math.min(Math.max(x, least), most);
  const { lo, hi } = given ? { lo: within(given.lo), hi: within(given.hi) } : largestRange(node.dtype);
  return {
    name,
    node,
    box: uniformBox(node.shape, { lo, hi, nan: false }),
    drawn: { kind: isFloat(node.dtype) ? "any" : "whole" },
  };
}

const isLossName = (name: string): boolean => /loss|cost/i.test(name);

/** The named value, else the only output that is one float. */
function lossOf({ graph, tensors }: ImportedModel, name: string | null, file: string): Subject["loss"] {
  if (name !== null) {
    const node = tensors.get(name);
    if (node) return isFloat(node.dtype) ? { name, node } : null;
    const near = nearest(name, [...tensors.keys()]);
    throw new DataError(`The loss "${name}" is no value of the model`, {
      where: file,
      found: `the outputs are ${[...graph.outputs.keys()].join(", ")}`,
      ...(near && { help: `did you mean "${near}"?` }),
    });
  }
  const scalars = [...graph.outputs].filter(([output, { shape, dtype }]) => {
    return isFloat(dtype) && (shape.length === 0 || (isLossName(output) && shape.every((d) => d === 1)));
  });
  const [only] = scalars;
  return scalars.length === 1 && only ? { name: only[0], node: only[1] } : null;
}

function withLoss({ inputs, outputs }: Graph, loss: Subject["loss"]): Graph {
  if (!loss || [...outputs.values()].includes(loss.node)) return { inputs, outputs };
  return { inputs, outputs: new Map([...outputs, [loss.name, loss.node]]) };
}

/** What is named a weight; where nothing is, the float inputs that are no labels. */
function weightsOf(inputs: readonly SubjectInput[], roles: ReadonlyMap<string, GivenRange>): Node[] {
  const floats = inputs.filter(({ node }) => isFloat(node.dtype));
  const named = floats.filter(({ name }) => roles.get(name)?.role === "weight");
  const others = floats.filter(({ name }) => roles.get(name)?.role !== "label");
  return (named.length > 0 ? named : others).map(({ node }) => node);
}

function statedOf(
  { dims, graph, unknown }: ImportedModel,
  inputs: readonly SubjectInput[],
  roles: ReadonlyMap<string, GivenRange>,
): string[] {
  const sizes = [...dims].map(([name, size]) => `${name} = ${size}`);
  const without = inputs.filter(({ name }) => !roles.has(name));
  const floats = without.filter(({ node }) => isFloat(node.dtype));
  const stated: string[] = [];
  if (sizes.length > 0) stated.push(`sizes that the model leaves open: ${sizes.join(", ")} (--dim NAME=SIZE)`);
  if (floats.length > 0) stated.push(`no range is stated for ${listOf(floats)}: any finite number (--ranges FILE)`);
  for (const dtype of new Set(without.filter((input) => !floats.includes(input)).map(({ node }) => node.dtype))) {
    const { lo, hi } = largestRange(dtype);
    const same = without.filter(({ node }) => node.dtype === dtype);
    stated.push(`no range is stated for ${listOf(same)}: any ${dtype} from ${lo} to ${hi} (--ranges FILE)`);
  }
  if (graph.inputs.length === 0 && unknown.length === 0) stated.push("the model has no inputs");
  return stated;
}

function listOf(inputs: readonly SubjectInput[]): string {
  const names = inputs.map(({ name }) => name);
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}
