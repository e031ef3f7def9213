/** @file Imports the nodes of a graph, of its subgraphs and of the model's own functions, one after the other. */
import type { Type } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { within } from "../../graph/node.ts";
import { constant } from "../../ops/constant.ts";
import { DataError, EvenkeelError, ShapeError } from "../../util/errors.ts";
import type { FunctionProto, GraphProto, NodeProto, ValueInfoProto } from "../wire/onnx.ts";
import type { Imported, Importer } from "./_importer.ts";
import { describeOnnxNode, NodeContext, nodeName } from "./context.ts";
import { bindAttributes } from "./functions.ts";
import { checkSize, maxInlining } from "./limits.ts";
import { NotCovered } from "./notCovered.ts";
import { importers } from "./ops/index.ts";
import { isMissing, type Missing, Scope } from "./scope.ts";
import { canonicalDomain, functionKey, type ImportState, opsetsOf } from "./state.ts";
import { dtypeOf, tensorValue } from "./tensorValue.ts";
import { unknown } from "./unknown.ts";

const byType = new Map<string, Importer>(
  importers.map((record) => [`${record.domain ?? ""}:${record.opType}`, record]),
);

/** A graph or a function's body, and the values around its nodes. */
export interface Place {
  readonly scope: Scope;
  readonly opsets: ReadonlyMap<string, number>;
  /** Types that the model declares for values. */
  readonly declared: ReadonlyMap<string, ValueInfoProto>;
}

export const declaredValues = ({
  valueInfo = [],
  output = [],
}: Pick<GraphProto, "valueInfo" | "output">): Map<string, ValueInfoProto> =>
  new Map([...valueInfo, ...output].flatMap((info) => (info.name ? [[info.name, info] as const] : [])));

/** The type of a value where the model says all of it and every symbolic dimension is one of an input. */
function declaredType(info: ValueInfoProto | undefined, state: ImportState): Type | null {
  const tensor = info?.type?.tensorType;
  const dtype = dtypeOf(tensor?.elemType);
  if (!tensor?.shape || dtype === null) return null;
  const shape = (tensor.shape.dim ?? []).map((dim) => state.dims.known(dim));
  return shape.every((d) => d !== null) ? { shape: shape as number[], dtype } : null;
}

/** Gives every constant of the graph its node. */
export function importInitializers(
  { initializer = [], sparseInitializer = [] }: GraphProto,
  scope: Scope,
  state: ImportState,
): void {
  for (const tensor of initializer) {
    const name = tensor.name ?? "";
    const entry = covered(() => constant(tensorValue(tensor, `the constant "${name}"`, state.options.external)));
    if (!isMissing(entry)) state.given.add(entry);
    scope.set(name, entry);
  }
  for (const { values } of sparseInitializer) {
    scope.set(values?.name ?? "", { missing: "sparse constants are not covered", reported: false });
  }
}

function covered(build: () => Node): Node | Missing {
  try {
    return build();
  } catch (error) {
    if (error instanceof NotCovered) return { missing: error.message, reported: false };
    throw error;
  }
}

export function importNodes(nodes: readonly NodeProto[], place: Place, state: ImportState): void {
  for (const node of nodes) importNode(node, place, state);
}

/** What the outputs of an ONNX node are, by index. */
type Results = readonly (Node | Missing | null)[];

function importNode(node: NodeProto, place: Place, state: ImportState): void {
  state.countNode();
  const { scope } = place;
  const results = within(`ONNX node "${scope.path}${nodeName(node)}"`, () => resultsOf(node, place, state));
  (node.output ?? []).forEach((tensor, index) => {
    if (tensor === "") return;
    const result = results[index];
    if (!result) {
      throw new DataError(`${describeOnnxNode(node)} has an output ${index} that such a node does not have`);
    }
    if (isMissing(result)) {
      scope.set(tensor, result);
      return;
    }
    checkSize(`the value "${tensor}"`, result);
    const folded = state.folding.fold(result);
    const source = { name: scope.path + nodeName(node), opType: node.opType ?? "", tensor: scope.path + tensor };
    state.attribute(result, source);
    state.attribute(folded, source);
    scope.set(tensor, folded);
  });
}

function resultsOf(node: NodeProto, place: Place, state: ImportState): Results {
  try {
    const imported = importBy(node, place, state);
    return Array.isArray(imported) ? (imported as readonly (Node | null)[]) : [imported as Node];
  } catch (error) {
    if (error instanceof NotCovered) return unknownResults(node, error, place, state);
    if (error instanceof ShapeError) {
      state.misfits++;
      const found = error.detail.found ? ` (${error.detail.found})` : "";
      return unknownResults(node, new NotCovered(error.message + found), place, state);
    }
    if (error instanceof EvenkeelError && !error.detail.where && !error.message.startsWith("node ")) {
      throw new DataError(error.message, { ...error.detail, where: describeOnnxNode(node) });
    }
    throw error;
  }
}

function importBy(node: NodeProto, place: Place, state: ImportState): Imported | Results {
  const domain = canonicalDomain(node.domain);
  const opset = place.opsets.get(domain);
  const { opType } = node;
  if (!opType) throw new DataError(`the node "${nodeName(node)}" has no op_type`);
  if (opset === undefined) {
    throw new DataError(`${describeOnnxNode(node)} is of the domain "${domain}", of which the model names no version`);
  }
  const importer = byType.get(`${domain}:${opType}`);
  if (importer) return importer.import(new NodeContext(node, surroundings(node, place, state, opset)));
  const local = state.functions.get(functionKey(domain, opType, node.overload));
  if (local) return inlineFunction(node, local, place.scope, state);
  throw new NotCovered(domain === "" ? `there is no ${opType} here` : `there is no ${opType} of ${domain} here`);
}

const surroundings = (node: NodeProto, place: Place, state: ImportState, opset: number) => ({
  scope: place.scope,
  state,
  opset,
  declared: (name: string): Type | null => declaredType(place.declared.get(name), state),
  inline: (graph: GraphProto, inputs: readonly Node[]): readonly Node[] => {
    const scope = new Scope(place.scope, `${place.scope.path}${nodeName(node)}/`, deeper(place.scope, node));
    return inlineGraph(graph, inputs, { ...place, scope, declared: declaredValues(graph) }, state, node);
  },
});

function deeper({ depth }: Scope, node: NodeProto): number {
  if (depth >= maxInlining) {
    throw new DataError(`${describeOnnxNode(node)}: functions and subgraphs are nested deeper than ${maxInlining}`);
  }
  return depth + 1;
}

function inlineGraph(
  graph: GraphProto,
  inputs: readonly Node[],
  place: Place,
  state: ImportState,
  node: NodeProto,
): readonly Node[] {
  const formal = graph.input ?? [];
  if (formal.length !== inputs.length) {
    throw new DataError(`${describeOnnxNode(node)}: its subgraph takes ${formal.length} inputs, not ${inputs.length}`);
  }
  formal.forEach(({ name = "" }, i) => {
    place.scope.set(name, inputs[i]!);
  });
  importInitializers(graph, place.scope, state);
  importNodes(graph.node ?? [], place, state);
  return (graph.output ?? []).map(({ name = "" }) => {
    const entry = place.scope.get(name, describeOnnxNode(node));
    if (isMissing(entry)) throw new NotCovered(`its subgraph's output "${name}": ${entry.missing}`, [], entry.reported);
    return entry;
  });
}

/** A function of the model, written out in the place of the node. */
function inlineFunction(node: NodeProto, local: FunctionProto, around: Scope, state: ImportState): Results {
  const scope = new Scope(null, `${around.path}${nodeName(node)}/`, deeper(around, node));
  (local.input ?? []).forEach((name, i) => {
    const given = node.input?.[i];
    scope.set(
      name,
      given
        ? around.get(given, describeOnnxNode(node))
        : { missing: `the input "${name}" is omitted`, reported: false },
    );
  });
  const nodes = bindAttributes(local, node.attribute ?? [], describeOnnxNode(node));
  const place = {
    scope,
    opsets: opsetsOf(local.opsetImport),
    declared: declaredValues({ valueInfo: local.valueInfo ?? [] }),
  };
  importNodes(nodes, place, state);
  return (local.output ?? []).map((name) => scope.get(name, describeOnnxNode(node)));
}

/** A node that is not covered: outputs of a known type become unknown nodes, the others have none. */
function unknownResults(node: NodeProto, error: NotCovered, place: Place, state: ImportState): Results {
  const { scope } = place;
  const reason = error.message;
  const name = scope.path + nodeName(node);
  const opType = node.opType ?? "";
  const tensor = scope.path + (node.output?.find((output) => output !== "") ?? "");
  if (!error.inherited) state.unknown.push({ source: { name, opType, tensor }, reason });
  const inputs = (node.input ?? []).flatMap((input) => {
    const entry = input === "" ? null : scope.get(input, describeOnnxNode(node));
    return entry && !isMissing(entry) ? [entry] : [];
  });
  return (node.output ?? []).map((value, output) => {
    const type = error.outputs[output] ?? declaredType(place.declared.get(value), state);
    if (!type) {
      return { missing: error.inherited ? reason : `${describeOnnxNode(node)} is unknown: ${reason}`, reported: true };
    }
    checkSize(`the value "${value}"`, type);
    return unknown(inputs, { opType, reason, output, shape: type.shape, dtype: type.dtype });
  });
}
