/** @file Ranges and events of a subject: its graph as written together with the gradient of its loss. */
import { type Box, uniformBox } from "../graph/box.ts";
import { nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { analyse, type Analysis as Ranges } from "../ranges/analyse.ts";
import { type Backward, backwardOf } from "./backward.ts";
import { largestRange } from "./boxes.ts";
import type { Subject } from "./subject.ts";

export interface Analysis {
  /** Nodes of the forward graph, operands before users. */
  readonly forward: readonly Node[];
  readonly ranges: Ranges;
  /** Null where there is no loss. */
  readonly backward: Backward | null;
}

export function analyseSubject({ graph, inputs, loss, weights }: Subject, flushToZero: boolean): Analysis {
  const forward = nodesOf(graph);
  const known = new Set(forward);
  const wrt = weights.filter((node) => known.has(node));
  const backward = loss && wrt.length > 0 ? backwardOf(loss.node, wrt, forward) : null;
  const given = boxesOf(inputs);
  for (const standIn of backward?.standIns ?? []) {
    given.set(standIn, uniformBox(standIn.shape, largestRange(standIn.dtype)));
  }
  const gradients = (backward?.gradients ?? []).map((node, i) => [`gradient ${i}`, node] as const);
  const joint = { inputs: graph.inputs, outputs: new Map([...graph.outputs, ...gradients]) };
  return { forward, ranges: analyse(joint, given, { flushToZero, users: known }), backward };
}

const boxesOf = (inputs: Subject["inputs"]): Map<Node, Box> => new Map(inputs.map(({ node, box }) => [node, box]));
