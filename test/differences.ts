/** @file Numerical derivatives in float64, to hold gradients against. */

import { evaluate } from "../src/engine/reference/evaluate.ts";
import type { Value } from "../src/graph/dtype.ts";
import { isFloat } from "../src/graph/dtype.ts";
import type { Node } from "../src/graph/node.ts";

const step = 1e-4;

/** ∂output/∂x for every element of `wrt`, by the central difference of fourth order. */
export function centralDifferences(output: Node, wrt: Node, feeds: ReadonlyMap<Node, Value>): Float64Array {
  const value = feeds.get(wrt)!;
  const at = (i: number, delta: number): number => {
    const data = Float64Array.from(value.data);
    data[i]! += delta;
    const moved = new Map(feeds).set(wrt, { ...value, data });
    return evaluate([output], moved, { precision: "float64" })[0]!.data[0]!;
  };
  return Float64Array.from(value.data, (x, i) => {
    const h = step * Math.max(1, Math.abs(x));
    return (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h);
  });
}

export const floatInputs = (inputs: readonly Node[]): Node[] => inputs.filter((node) => isFloat(node.dtype));
