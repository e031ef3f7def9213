/** @file Prints a graph as one line a node: name, op, inputs, type, source line and what passes did to it. */
import { formatShape } from "../util/shape.ts";
import type { Graph } from "./graph.ts";
import { nodesOf } from "./graph.ts";
import type { Node } from "./node.ts";

const formatAttrs = (attrs: unknown): string => {
  if (attrs === null || attrs === undefined) return "";
  const text = Object.entries(attrs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${formatAttr(value)}`)
    .join(" ");
  return text && ` {${text}}`;
};

function formatAttr(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const values = value as unknown as ArrayLike<number>;
    const head = Array.from({ length: Math.min(4, values.length) }, (_, i) => String(values[i]));
    return `[${head.join(", ")}${values.length > 4 ? `, … ${values.length}` : ""}]`;
  }
  return Array.isArray(value) ? formatShape(value as number[]) : String(value);
}

/** Names by order of appearance, so that two equal graphs print the same text. */
export function printGraph(graph: Graph): string {
  const names = new Map<Node, string>();
  const lines: string[] = [];
  for (const node of nodesOf(graph)) {
    const name = `%${names.size}`;
    names.set(node, name);
    const inputs = node.inputs.map((input) => names.get(input)).join(", ");
    const { site, via } = node.origin;
    const from = [site && `${site.file.split(/[\\/]/).at(-1)}:${site.line}`, ...via].filter(Boolean).join(", ");
    lines.push(
      `${name} = ${node.op.name}(${inputs})${formatAttrs(node.attrs)} : ${node.dtype}${formatShape(node.shape)}${from && `   # ${from}`}`,
    );
  }
  for (const [name, node] of graph.outputs) lines.push(`${name} → ${names.get(node)}`);
  return lines.join("\n");
}
