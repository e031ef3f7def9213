/** @file Confirms gradients by central finite differences in float64 at sampled elements. */
import type { Value } from "../../graph/dtype.ts";
import { substitute, topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { allValues, type Differentiated, feedsAt, type Values, valuesOf } from "./evaluation.ts";
import { largestIndex, largestSize } from "./numbers.ts";

export interface Confirmation {
  /** Elements that were moved. */
  readonly elements: number;
  /** Largest |difference − gradient|, relative to the largest element of the parameter's gradient. */
  readonly largestError: number;
}

/** Of a parameter: the element with the largest gradient, and so many at random. */
const atRandom = 2;

/**
 * First step, relative to max(1, |x|): the difference of fourth order has an error of about h⁴ + 1e-16 / h, least near
 * 1e-3. A kink or a large curvature within it asks for smaller ones.
 */
const steps = [1e-3, 1e-4, 1e-5, 1e-6];

/** Errors below this, relative to the largest element, end the search for a better step. */
const goodEnough = 1e-8;

/** Held against the gradients `truth`, by parameter name. */
export function confirm(
  compiled: Differentiated,
  point: Values,
  truth: Values,
  seed: number,
): Map<string, Confirmation> {
  const { program, cost } = compiled;
  const feeds = feedsAt(program, point);
  const values = allValues([cost], feeds);
  const order = topological([cost]);
  return new Map(
    [...program.parameters].map(([name, node], i): [string, Confirmation] => {
      const along = costAlong(cost, order, node, values);
      const random = new RandomStream(seed, streams.probe, 1000 + i);
      return [name, confirmOne(along, point.get(name)!, truth.get(name)!, random)];
    }),
  );
}

type Along = (moved: Value) => number;

/** The cost as a function of one parameter; what does not depend on it keeps its value. */
function costAlong(cost: Node, order: readonly Node[], parameter: Node, values: ReadonlyMap<Node, Value>): Along {
  const moving = new Set<Node>([parameter]);
  for (const node of order) if (node.inputs.some((x) => moving.has(x))) moving.add(node);
  if (!moving.has(cost)) return () => values.get(cost)!.data[0]!;
  const still = new Set([...moving].flatMap((node) => node.inputs).filter((node) => !moving.has(node)));
  const standIns = new Map([...still].map((node) => [node, input("", node.dtype, node.shape) as Node]));
  const [partial] = substitute([cost], standIns);
  const feeds = new Map([...standIns].map(([node, standIn]) => [standIn, values.get(node)!]));
  return (moved) => valuesOf([partial!], new Map(feeds).set(parameter, moved))[0]!.data[0]!;
}

function confirmOne(along: Along, at: Value, gradient: Value, random: RandomStream): Confirmation {
  const size = at.data.length;
  const indices = new Set([largestIndex(gradient.data.map(Math.abs))]);
  while (indices.size < Math.min(size, 1 + atRandom)) indices.add(random.below(size));
  const scale = largestSize(gradient) || 1;
  const errors = [...indices].map((index) => errorAt(along, at, index, gradient.data[index]!, scale) / scale);
  return { elements: indices.size, largestError: Math.max(...errors) };
}

/** The least |difference − gradient| over the steps. */
function errorAt(along: Along, at: Value, index: number, gradient: number, scale: number): number {
  const data = Float64Array.from(at.data);
  const moved = { ...at, data };
  const x = data[index]!;
  const costAt = (delta: number): number => {
    data[index] = x + delta;
    return along(moved);
  };
  let least = Number.POSITIVE_INFINITY;
  for (const step of steps) {
    const h = step * Math.max(1, Math.abs(x));
    const slope = (8 * (costAt(h) - costAt(-h)) - (costAt(2 * h) - costAt(-2 * h))) / (12 * h);
    const error = Math.abs(slope - gradient);
    if (error < least) least = error;
    if (least <= goodEnough * scale) break;
  }
  return least;
}
