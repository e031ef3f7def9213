/** @file Checks the invariants of an ONNX graph: names defined before use and only once, subgraphs included. */
import type { GraphProto, ModelProto } from "./wire/onnx.ts";

/** What is wrong with the model's names, or null. */
export function findDefect(model: ModelProto): string | null {
  if (!model.graph) return "the model has no graph";
  if (!model.opsetImport?.some(({ domain }) => !domain || domain === "ai.onnx")) {
    return "the model names no version of the standard operators";
  }
  return defectOf(model.graph, new Set());
}

function defectOf(graph: GraphProto, outer: ReadonlySet<string>): string | null {
  const defined = new Set(outer);
  const define = (name: string | undefined, what: string): string | null => {
    if (!name) return `${what} has no name`;
    if (defined.has(name)) return `the value "${name}" is defined twice`;
    defined.add(name);
    return null;
  };
  for (const { name } of graph.input ?? []) {
    const defect = define(name, "an input");
    if (defect) return defect;
  }
  const inputs = new Set(graph.input?.map(({ name }) => name));
  for (const { name } of graph.initializer ?? []) {
    const defect = inputs.has(name) ? null : define(name, "a constant");
    if (defect) return defect;
  }
  for (const node of graph.node ?? []) {
    const where = `node "${node.name}" (${node.opType})`;
    const unknown = node.input?.find((name) => name !== "" && !defined.has(name));
    if (unknown !== undefined) return `${where} reads "${unknown}", which nothing before it defines`;
    for (const { g } of node.attribute ?? []) {
      const defect = g && defectOf(g, defined);
      if (defect) return defect;
    }
    for (const name of node.output ?? []) {
      const defect = name === "" ? null : define(name, where);
      if (defect) return defect;
    }
  }
  const missing = graph.output?.find(({ name }) => !name || !defined.has(name));
  return missing ? `the output "${missing.name}" is never computed` : null;
}
