/** @file The gradient graph of the loss, and which forward node each of its nodes belongs to. */
import { differentiate } from "../autodiff/differentiate.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { constantLike } from "../ops/constant.ts";
import { input } from "../ops/input.ts";

export interface Backward {
  readonly gradients: readonly Node[];
  /** Node of the gradient graph → the forward node whose gradient rule made it. */
  readonly forwardOf: ReadonlyMap<Node, Node>;
  /** Inputs that stand for cotangents beyond ops without a gradient: finite, nothing more is known. */
  readonly standIns: readonly Node[];
  /** Ops that have no gradient. */
  readonly withoutGradient: readonly Node[];
}

/** @param forward all nodes of the graph that is differentiated */
export function backwardOf(loss: Node, wrt: readonly Node[], forward: Iterable<Node>): Backward {
  const seen = new Set(forward);
  const forwardOf = new Map<Node, Node>();
  const standIns: Node[] = [];
  const withoutGradient = new Set<Node>();
  const one = constantLike(loss, 1);
  const gradients = differentiate(loss, wrt, loss.shape.length > 0 ? broadcastTo(one, loss.shape) : one, {
    missing: (node, operand) => {
      withoutGradient.add(node);
      if (!isFloat(operand.dtype)) return null;
      const standIn = input(`cotangent ${standIns.length}`, operand.dtype, operand.shape);
      standIns.push(standIn);
      return standIn;
    },
    visit: (node, contributions) => {
      const stack = contributions.filter((contribution) => contribution !== null);
      for (let made = stack.pop(); made; made = stack.pop()) {
        if (seen.has(made)) continue;
        seen.add(made);
        forwardOf.set(made, node);
        stack.push(...made.inputs);
      }
    },
  });
  return { gradients, forwardOf, standIns, withoutGradient: [...withoutGradient] };
}
