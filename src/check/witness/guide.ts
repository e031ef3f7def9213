/** @file Which way to move the inputs so that a value comes nearer to where it goes wrong. */
import { differentiate } from "../../autodiff/differentiate.ts";
import { evaluate } from "../../engine/reference/evaluate.ts";
import type { Value } from "../../graph/dtype.ts";
import { toValue } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import type { Point } from "./evaluation.ts";

/** Gradients of one element of `target` with respect to the inputs that can be moved. */
export interface Guide {
  readonly target: Node;
  gradients(point: Point, element: number): ReadonlyMap<Node, ArrayLike<number>>;
}

/** Null where no movable input leads to the target, or an op on the way has no gradient. */
export function guideFor(target: Node, movable: readonly Node[]): Guide | null {
  const reached = new Set(topological([target]));
  const wrt = movable.filter((node) => reached.has(node));
  if (wrt.length === 0) return null;
  const seed = input("direction", target.dtype, target.shape);
  const gradients = differentiate(target, wrt, seed, { missing: () => null, visit: () => {} });
  const feeding = new Set(topological(gradients));
  return {
    target,
    gradients: (point, element) => {
      const direction = toValue("float64", target.shape, new Float64Array(target.shape.reduce((n, d) => n * d, 1)));
      direction.data[element] = 1;
      const feeds = new Map<Node, Value>([...point].filter(([node]) => feeding.has(node)));
      feeds.set(seed, { ...direction, dtype: "float64" });
      const values = evaluate(gradients, feeds, { precision: "float64" });
      return new Map(wrt.map((node, i) => [node, values[i]!.data]));
    },
  };
}
