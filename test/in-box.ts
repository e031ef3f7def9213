/** @file Whether computed values stay in their boxes. */
import { evaluate } from "../src/engine/reference/evaluate.ts";
import type { Box } from "../src/graph/box.ts";
import type { Value } from "../src/graph/dtype.ts";
import type { Graph } from "../src/graph/graph.ts";
import type { Node } from "../src/graph/node.ts";
import type { Analysis } from "../src/ranges/analyse.ts";

/** The cell of each element. */
export function cellsOfElements({ shape, cuts }: Box): number[] {
  return shape.reduce<number[]>(
    (cells, size, axis) => {
      const parts = cuts[axis]!.length + 1;
      const partOf = Array.from({ length: size }, (_, i) => cuts[axis]!.filter((cut) => cut <= i).length);
      return cells.flatMap((cell) => partOf.map((part) => cell * parts + part));
    },
    [0],
  );
}

/** Whether the value stays in the box; else the element that leaves it. */
export function outside(value: Value, box: Box, cells: readonly number[]): number {
  return value.data.findIndex((x, i) => {
    const cell = cells[i]!;
    return Number.isNaN(x) ? box.nan[cell] === 0 : x < box.lo[cell]! || x > box.hi[cell]!;
  });
}

const isFiniteValue = ({ data }: Value): boolean => data.every(Number.isFinite);

/** The first node whose value leaves its box though nothing before it did what an event says. */
export function firstLeaving(
  graph: Graph,
  analysis: Analysis,
  feeds: ReadonlyMap<Node, Value>,
  cells: Map<Node, number[]>,
): string | null {
  const events = new Set(
    [...analysis.events, ...analysis.following].filter(({ flushOnly }) => !flushOnly).map(({ node }) => node),
  );
  const known = new Set(analysis.nodes);
  const happened = new Set<Node>();
  let found: string | null = null;
  evaluate([...graph.outputs.values()], feeds, {
    observe: (node, value) => {
      if (found || !known.has(node)) return;
      if (node.inputs.some((input) => happened.has(input)) || (events.has(node) && !isFiniteValue(value))) {
        happened.add(node);
        return;
      }
      const box = analysis.box(node);
      const at = outside(value, box, cells.get(node)!);
      if (at < 0) return;
      const cell = cells.get(node)![at]!;
      found = `${node.op.name} (node ${analysis.nodes.indexOf(node)}): element ${at} is ${value.data[at]}, outside [${box.lo[cell]}, ${box.hi[cell]}]${box.nan[cell] ? " or NaN" : ""}`;
    },
  });
  return found;
}
