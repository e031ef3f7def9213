/** @file The cost without the small numbers that keep it from log 0 and division by 0: what a gradient is derived from on paper. */
import type { Graph } from "../../graph/graph.ts";
import { mapGraph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { withInputs } from "../../graph/node.ts";
import type { ClipAttrs } from "../../ops/clip.ts";
import { uniformConstant } from "../../ops/constant.ts";

/** A guard is smaller than any quantity that is meant: probabilities are clipped at 1e-3 at most. */
const largestGuard = 1e-3;

const isGuard = (x: number | null): boolean => x !== null && x > 0 && x <= largestGuard;

/** Which operand of an op is kept from 0. */
const guarded: Readonly<Record<string, number>> = { log: 0, sqrt: 0, reciprocal: 0, div: 1 };

/** x for x + ε, max(x, ε) and clip(x, ε, …); else null. */
function withoutGuard({ op, inputs, attrs }: Node): Node | null {
  if (op.name === "clip") return isGuard((attrs as ClipAttrs).lo) ? inputs[0]! : null;
  if (op.name !== "add" && op.name !== "maximum") return null;
  const at = inputs.findIndex((x) => isGuard(uniformConstant(x)));
  return at === -1 ? null : inputs[1 - at]!;
}

/** The same node where there is none. */
export function withoutGuards(cost: Node): Node {
  const graph: Graph = { inputs: [], outputs: new Map([["cost", cost]]) };
  const bare = mapGraph(graph, (node) => {
    const at = guarded[node.op.name];
    const x = at === undefined ? null : withoutGuard(node.inputs[at]!);
    return x && String(x.shape) === String(node.inputs[at!]!.shape)
      ? withInputs(
          node,
          node.inputs.map((input, i) => (i === at ? x : input)),
        )
      : node;
  });
  return bare.outputs.get("cost")!;
}
