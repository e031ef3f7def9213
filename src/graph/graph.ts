/** @file Graph: named inputs and named outputs, with the nodes between reached from the outputs. */
import type { Node } from "./node.ts";
import { withInputs } from "./node.ts";

export interface Graph {
  readonly inputs: readonly Node[];
  /** Output name → node, in order. */
  readonly outputs: ReadonlyMap<string, Node>;
}

/** Every node reachable from `outputs`, inputs before users, in a fixed order. */
export function topological(outputs: Iterable<Node>): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  for (const root of outputs) {
    const stack: { node: Node; next: number }[] = [{ node: root, next: 0 }];
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      if (done.has(frame.node)) {
        stack.pop();
        continue;
      }
      const input = frame.node.inputs[frame.next++];
      if (input === undefined) {
        done.add(frame.node);
        order.push(frame.node);
        stack.pop();
      } else if (!done.has(input)) {
        stack.push({ node: input, next: 0 });
      }
    }
  }
  return order;
}

export const nodesOf = (graph: Graph): Node[] => topological(graph.outputs.values());

/** Rebuilds the nodes under `outputs` from the inputs up; `replace` sees each node with its new inputs. */
function mapNodes(outputs: Iterable<Node>, replace: (node: Node, original: Node) => Node): Map<Node, Node> {
  const mapped = new Map<Node, Node>();
  for (const node of topological(outputs)) {
    const rebuilt = withInputs(
      node,
      node.inputs.map((input) => mapped.get(input)!),
    );
    mapped.set(node, replace(rebuilt, node));
  }
  return mapped;
}

/** A graph with each node replaced; inputs keep their identity and order. */
export function mapGraph(graph: Graph, replace: (node: Node, original: Node) => Node): Graph {
  const mapped = mapNodes(graph.outputs.values(), replace);
  return {
    inputs: graph.inputs,
    outputs: new Map([...graph.outputs].map(([name, node]) => [name, mapped.get(node)!])),
  };
}

/** The graph with `values` put in the place of nodes (typically inputs). */
export function substitute(outputs: readonly Node[], values: ReadonlyMap<Node, Node>): Node[] {
  const mapped = mapNodes(outputs, (node, original) => values.get(original) ?? node);
  return outputs.map((node) => mapped.get(node)!);
}
