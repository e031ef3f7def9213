/** @file Takes out what an edited ONNX graph no longer uses, and nothing that was unused before. */
import type { GraphProto, NodeProto } from "../../onnx/wire/onnx.ts";

const subgraphs = ({ attribute = [] }: NodeProto): GraphProto[] =>
  attribute.flatMap(({ g, graphs = [] }) => [...(g ? [g] : []), ...graphs]);

/** Names of values that a node reads, in its subgraphs too. */
const reads = (node: NodeProto): string[] => [...(node.input ?? []), ...subgraphs(node).flatMap(readsOf)];

const readsOf = (graph: GraphProto): string[] => [
  ...(graph.node ?? []).flatMap(reads),
  ...(graph.output ?? []).map(({ name = "" }) => name),
];

/** Every name of a node or value in the graph and its subgraphs. */
export function namesUsed(graph: GraphProto): string[] {
  return (graph.node ?? []).flatMap((node) => [
    ...(node.name ? [node.name] : []),
    ...(node.input ?? []),
    ...(node.output ?? []),
    ...subgraphs(node).flatMap((inner) => [
      ...namesUsed(inner),
      ...(inner.input ?? []).map(({ name = "" }) => name),
      ...(inner.initializer ?? []).map(({ name = "" }) => name),
    ]),
  ]);
}

/** Nodes that some output of the graph needs. */
function alive({ node: nodes = [], output = [] }: GraphProto): { nodes: Set<NodeProto>; values: Set<string> } {
  const values = new Set(output.map(({ name = "" }) => name));
  const kept = new Set<NodeProto>();
  for (const node of nodes.toReversed()) {
    if (!node.output?.some((name) => values.has(name))) continue;
    kept.add(node);
    for (const name of reads(node)) values.add(name);
  }
  return { nodes: kept, values };
}

/** `after` without nodes and constants that `before` used and that nothing uses any more. */
export function withoutDead(before: GraphProto, after: GraphProto): GraphProto {
  const was = alive(before);
  const now = alive(after);
  const idle = new Set((before.node ?? []).filter((node) => !was.nodes.has(node)));
  const stillRead = new Set([...now.values, ...[...idle].flatMap(reads)]);
  // Nodes that were idle keep what they read, and so on upwards.
  const keep = new Set<NodeProto>([...now.nodes, ...idle]);
  for (const node of (after.node ?? []).toReversed()) {
    if (!keep.has(node) && !node.output?.some((name) => stillRead.has(name))) continue;
    keep.add(node);
    for (const name of reads(node)) stillRead.add(name);
  }
  const fed = new Set((after.input ?? []).map(({ name = "" }) => name));
  const usedBefore = new Set([...(before.node ?? []).flatMap(reads), ...was.values]);
  const unusedBefore = new Set((before.initializer ?? []).filter(({ name = "" }) => !usedBefore.has(name)));
  const node = (after.node ?? []).filter((one) => keep.has(one));
  const defined = new Set(node.flatMap(({ output = [] }) => output));
  return {
    ...after,
    node,
    initializer: (after.initializer ?? []).filter(
      (one) => stillRead.has(one.name ?? "") || fed.has(one.name ?? "") || unusedBefore.has(one),
    ),
    ...(after.valueInfo && {
      valueInfo: after.valueInfo.filter(({ name = "" }) => defined.has(name) || stillRead.has(name)),
    }),
  };
}
