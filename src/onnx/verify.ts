/** @file Checks the invariants of an ONNX graph: names defined before use and only once, subgraphs included. */
import type { FunctionProto, GraphProto, ModelProto, NodeProto } from "./wire/onnx.ts";

/** What is wrong with the model's names, or null. */
export function findDefect(model: ModelProto): string | null {
  if (!model.graph) return "the model has no graph";
  if (!model.opsetImport || model.opsetImport.length === 0) return "the model names no version of its operators";
  const versions = new Map<string, bigint>();
  for (const { domain = "", version = 0n } of model.opsetImport) {
    const name = domain === "ai.onnx" ? "" : domain;
    if ((versions.get(name) ?? version) !== version) return `the model names two versions of the domain "${name}"`;
    versions.set(name, version);
  }
  return defectOfGraph(model.graph, null) ?? defectOfFunctions(model.functions ?? []);
}

function repeated(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/** Names as they come to be defined, those of the graphs around included. */
class Defined {
  readonly #names = new Set<string>();
  readonly #outer: Defined | null;

  constructor(outer: Defined | null) {
    this.#outer = outer;
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#outer?.has(name) ?? false);
  }

  define(name: string | undefined, what: string): string | null {
    if (!name) return `${what} has no name`;
    if (this.has(name)) return `the value "${name}" is defined twice`;
    this.#names.add(name);
    return null;
  }
}

const first = <T>(items: Iterable<T>, defect: (item: T) => string | null): string | null => {
  for (const item of items) {
    const found = defect(item);
    if (found !== null) return found;
  }
  return null;
};

function defectOfGraph(graph: GraphProto, outer: Defined | null): string | null {
  const defined = new Defined(outer);
  const constants = [
    ...(graph.initializer ?? []),
    ...(graph.sparseInitializer ?? []).map(({ values }) => values ?? {}),
  ];
  const twice = repeated(constants.map(({ name = "" }) => name));
  if (twice !== null) return twice === "" ? "a constant has no name" : `the constant "${twice}" is defined twice`;
  const inputs = new Set(graph.input?.map(({ name }) => name));
  return (
    first(graph.input ?? [], ({ name }) => defined.define(name, "an input")) ??
    first(constants, ({ name }) => (inputs.has(name) ? null : defined.define(name, "a constant"))) ??
    first(graph.node ?? [], (node) => defectOfNode(node, defined)) ??
    first(graph.output ?? [], ({ name }) =>
      name && defined.has(name) ? null : `the output "${name ?? ""}" is never computed`,
    )
  );
}

function defectOfNode(node: NodeProto, defined: Defined): string | null {
  const where = `node "${node.name ?? ""}" (${node.opType ?? ""})`;
  const undefinedName = node.input?.find((name) => name !== "" && !defined.has(name));
  if (undefinedName !== undefined) return `${where} reads "${undefinedName}", which nothing before it defines`;
  return (
    first(node.attribute ?? [], ({ g, graphs = [] }) =>
      first(g ? [g, ...graphs] : graphs, (graph) => defectOfGraph(graph, defined)),
    ) ?? first(node.output ?? [], (name) => (name === "" ? null : defined.define(name, where)))
  );
}

function defectOfFunctions(functions: readonly FunctionProto[]): string | null {
  const keys = functions.map(({ domain, name, overload }) => `${domain ?? ""}:${name ?? ""}:${overload ?? ""}`);
  const twice = repeated(keys);
  if (twice !== null) return `the function "${twice}" is defined twice`;
  return first(functions, ({ name = "", input = [], node = [], output = [] }) => {
    const defined = new Defined(null);
    const defect =
      first(input, (formal) => defined.define(formal, "an input")) ??
      first(node, (inner) => defectOfNode(inner, defined)) ??
      first(output, (result) => (defined.has(result) ? null : `the output "${result}" is never computed`));
    return defect === null ? null : `function "${name}": ${defect}`;
  });
}
