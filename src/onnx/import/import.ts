/** @file Imports an ONNX model as a graph of ours, with the ONNX node behind each of its nodes. */
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import { DataError } from "../../util/errors.ts";
import { findDefect } from "../verify.ts";
import type { GraphProto, ModelProto, ValueInfoProto } from "../wire/onnx.ts";
import { Dims } from "./dims.ts";
import { declaredValues, importInitializers, importNodes } from "./graph.ts";
import type { ImportedModel, ImportOptions } from "./imported.ts";
import { checkSize } from "./limits.ts";
import { isMissing, type Missing, Scope } from "./scope.ts";
import { ImportState, opsetsOf } from "./state.ts";
import { dtypeOf, elementTypeName } from "./tensorValue.ts";

/** Versions of the standard operators whose differences the importers know. */
export const oldestOpset = 7;
export const newestOpset = 26;
/** Sizes tried for symbolic dimensions that nobody gave one. */
const symbolicSizes: readonly number[] = [4, 1];

/**
 * The model's graph. A node that is not covered becomes unknown: it may give anything.
 *
 * @throws DataError where the model contradicts itself or is too large; UsageError where `dims` names no dimension
 */
export function importModel(model: ModelProto, options: ImportOptions = {}): ImportedModel {
  const defect = findDefect(model);
  if (defect) throw new DataError("this is not a valid ONNX model", { found: defect });
  checkVersion(model);
  const sizes = options.symbolicSize === undefined ? symbolicSizes : [options.symbolicSize];
  let best: Attempt | null = null;
  for (const size of sizes) {
    const dims = new Dims(options.dims ?? {}, size);
    const attempt = importWith(model, options, dims);
    if (!best || attempt.misfits < best.misfits) best = attempt;
    if (attempt.misfits === 0 || !dims.assumed) break;
  }
  best!.usedDims.checkNames();
  return best!.imported;
}

interface Attempt {
  readonly imported: ImportedModel;
  readonly misfits: number;
  readonly usedDims: Dims;
}

function checkVersion(model: ModelProto): void {
  const version = opsetsOf(model.opsetImport).get("");
  if (version === undefined || (version >= oldestOpset && version <= newestOpset)) return;
  throw new DataError(`the model is written for version ${version} of the ONNX operators`, {
    help: `versions ${oldestOpset} to ${newestOpset} are read; convert it, or export it again with another opset`,
  });
}

function importWith(model: ModelProto, options: ImportOptions, dims: Dims): Attempt {
  const state = new ImportState(model, options, dims);
  const scope = new Scope();
  const graph = model.graph!;
  importInitializers(graph, scope, state);
  const inputs = makeInputs(graph, scope, state);
  importNodes(graph.node ?? [], { scope, opsets: opsetsOf(model.opsetImport), declared: declaredValues(graph) }, state);
  const tensors = new Map([...scope.values].filter((entry): entry is [string, Node] => !isMissing(entry[1])));
  const outputs = new Map(
    (graph.output ?? []).flatMap(({ name = "" }) => (tensors.has(name) ? [[name, tensors.get(name)!] as const] : [])),
  );
  const ours: Graph = { inputs: [...inputs.values()], outputs };
  return {
    imported: { model, graph: ours, inputs, tensors, sources: state.sources, dims: dims.used, unknown: state.unknown },
    misfits: state.misfits,
    usedDims: dims,
  };
}

/** Inputs that are fed: those without an initializer, and initializers that were asked for. */
function makeInputs(graph: GraphProto, scope: Scope, state: ImportState): Map<string, Node> {
  const inputs = new Map<string, Node>();
  const variables = state.options.variables ?? new Set();
  const add = (name: string, entry: Node | Missing): void => {
    scope.set(name, entry);
    if (isMissing(entry)) {
      state.unknown.push({ source: { name, opType: "input", tensor: name }, reason: entry.missing });
      return;
    }
    inputs.set(name, entry);
    state.given.add(entry);
  };
  for (const info of graph.input ?? []) {
    const name = info.name ?? "";
    if (!scope.values.has(name)) add(name, inputOf(info, name, state));
  }
  for (const name of variables) {
    const initial = scope.values.get(name);
    if (!initial || isMissing(initial) || inputs.has(name)) continue;
    add(name, input(name, initial.dtype, initial.shape));
  }
  return inputs;
}

function inputOf({ type }: ValueInfoProto, name: string, { dims }: ImportState): Node | Missing {
  const tensor = type?.tensorType;
  if (!tensor) return { missing: "it is no tensor", reported: true };
  const dtype = dtypeOf(tensor.elemType);
  if (dtype === null) return { missing: `it holds ${elementTypeName(tensor.elemType ?? 0)}`, reported: true };
  if (!tensor.shape) return { missing: "its number of dimensions is not given", reported: true };
  const shape = (tensor.shape.dim ?? []).map((dim, axis) => dims.size(dim, `${name}.dim${axis}`));
  checkSize(`the input "${name}"`, { shape });
  return input(name, dtype, shape);
}
