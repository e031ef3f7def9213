/** @file Counts the elements that lie exactly on a kink of the cost, where a derivative is a matter of convention. */
import type { Value } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { ClipAttrs } from "../../ops/clip.ts";
import { allValues } from "./evaluation.ts";

type OnKink = (operands: readonly Value[], attrs: unknown) => number;

const equalTo =
  (...kinks: readonly number[]) =>
  ([x]: readonly Value[]): number =>
    x!.data.filter((v) => kinks.includes(v)).length;

/** Of operands that broadcast by being of one shape or a single number; others count as apart. */
const pairsEqual: OnKink = ([a, b]) => {
  const [whole, other] = a!.data.length >= b!.data.length ? [a!, b!] : [b!, a!];
  if (other.data.length !== 1 && other.data.length !== whole.data.length) return 0;
  return whole.data.filter((v, i) => v === other.data[other.data.length === 1 ? 0 : i]).length;
};

/** Ops whose derivative jumps, and where. */
const kinksOf: Readonly<Record<string, OnKink>> = {
  relu: equalTo(0),
  leakyRelu: equalTo(0),
  selu: equalTo(0),
  abs: equalTo(0),
  sign: equalTo(0),
  maximum: pairsEqual,
  minimum: pairsEqual,
  compare: pairsEqual,
  clip: (operands, attrs) => {
    const { lo, hi } = attrs as ClipAttrs;
    return equalTo(lo, hi)(operands);
  },
};

/** Of values that depend on a parameter. */
export function valuesOnKinks(cost: Node, parameters: ReadonlySet<Node>, feeds: ReadonlyMap<Node, Value>): number {
  const values = allValues([cost], feeds);
  const moving = new Set(parameters);
  let count = 0;
  for (const node of topological([cost])) {
    if (!node.inputs.some((x) => moving.has(x))) continue;
    moving.add(node);
    const onKink = kinksOf[node.op.name];
    if (onKink)
      count += onKink(
        node.inputs.map((x) => values.get(x)!),
        node.attrs,
      );
  }
  return count;
}
