/** @file The way from a node to the loss or an output, as the names of the nodes between. */
import { nodesOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { type Subject, sourceOf } from "../subject.ts";

/** Names of the nodes after `node`, the loss or output last; a graph node that is a part of one ONNX node counts once. */
export function pathFrom(node: Node, subject: Subject): string[] {
  const ends = new Map([...subject.graph.outputs].map(([name, end]) => [end, name]));
  if (subject.loss) ends.set(subject.loss.node, subject.loss.name);
  const target = subject.loss
    ? (end: Node): boolean => end === subject.loss!.node
    : (end: Node): boolean => ends.has(end);
  const way = shortest(node, subject, target) ?? shortest(node, subject, (end) => ends.has(end));
  if (!way) return [];
  const names = way.map((each) => sourceOf(subject, each)?.opType ?? each.op.name);
  const sources = way.map((each) => sourceOf(subject, each)?.name ?? String(each.id));
  const distinct = names.filter((_, i) => i > 0 && sources[i] !== sources[i - 1]);
  return [...distinct, ends.get(way.at(-1)!) ?? "output"];
}

function shortest(from: Node, { graph }: Subject, isEnd: (node: Node) => boolean): Node[] | null {
  const next = new Map<Node, Node[]>();
  for (const user of nodesOf(graph)) {
    for (const input of user.inputs) {
      const users = next.get(input);
      if (users) users.push(user);
      else next.set(input, [user]);
    }
  }
  const before = new Map<Node, Node | null>([[from, null]]);
  for (const node of before.keys()) {
    if (isEnd(node)) return wayTo(node, before);
    for (const user of next.get(node) ?? []) if (!before.has(user)) before.set(user, node);
  }
  return null;
}

function wayTo(end: Node, before: ReadonlyMap<Node, Node | null>): Node[] {
  const way: Node[] = [];
  for (let at: Node | null = end; at; at = before.get(at) ?? null) way.unshift(at);
  return way;
}

/** So many names are shown. */
const mostNames = 7;

export function pathText(names: readonly string[]): string {
  if (names.length <= mostNames) return names.join(" → ");
  const left = names.length - mostNames + 1;
  return [...names.slice(0, mostNames - 3), `${left} more`, ...names.slice(-2)].join(" → ");
}
