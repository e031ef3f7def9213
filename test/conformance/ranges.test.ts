/** @file Soundness of the range analysis: on random graphs no computed value ever leaves its box. */
import { expect, test } from "vitest";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import type { Box } from "../../src/graph/box.ts";
import type { Value } from "../../src/graph/dtype.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { printGraph } from "../../src/graph/print.ts";
import { ops } from "../../src/ops/index.ts";
import { type Analysis, analyse } from "../../src/ranges/analyse.ts";
import type { FloatType } from "../../src/util/float.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { type RandomGraph, randomGraph, randomPoint } from "../random-graphs.ts";
import { seed } from "../samples.ts";

const dtypes: readonly FloatType[] = ["float32", "float64", "float16", "bfloat16"];
const graphsOfDtype = 700;
const pointsOfGraph = 40;

/** The cell of each element. */
function cellsOfElements({ shape, cuts }: Box): number[] {
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
function outside(value: Value, box: Box, cells: readonly number[]): number {
  return value.data.findIndex((x, i) => {
    const cell = cells[i]!;
    return Number.isNaN(x) ? box.nan[cell] === 0 : x < box.lo[cell]! || x > box.hi[cell]!;
  });
}

const isFiniteValue = ({ data }: Value): boolean => data.every(Number.isFinite);

/** The first node whose value leaves its box though nothing before it did what an event says. */
function firstLeaving(
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

const describeFailure = (
  { graph, given }: RandomGraph,
  feeds: ReadonlyMap<Node, Value>,
  found: string,
  name: string,
): string =>
  [
    `${name}, seed ${seed}: ${found}`,
    printGraph(graph),
    ...[...feeds].map(([node, { data }]) => `${(node.attrs as { name: string }).name} = ${[...data].join(", ")}`),
    ...[...given].map(
      ([node, { lo, hi }]) =>
        `${(node.attrs as { name: string }).name} in ${[...lo].join(", ")} … ${[...hi].join(", ")}`,
    ),
  ].join("\n");

test.each(dtypes)("no value of a random %s graph leaves its box", (dtype) => {
  const random = new RandomStream(seed, streams.probe, dtypes.indexOf(dtype));
  let [safe, evaluations] = [0, 0];
  for (let i = 0; i < graphsOfDtype; i++) {
    const made = randomGraph(ops, dtype, random);
    const analysis = analyse(made.graph, made.given);
    const cells = new Map(analysis.nodes.map((node) => [node, cellsOfElements(analysis.box(node))]));
    if (analysis.events.length === 0) safe++;
    for (let point = 0; point < pointsOfGraph; point++) {
      const feeds = new Map(made.graph.inputs.map((node) => [node, randomPoint(node, made.given.get(node)!, random)]));
      const found = firstLeaving(made.graph, analysis, feeds, cells);
      evaluations++;
      if (found) expect.fail(describeFailure(made, feeds, found, `${dtype} graph ${i}`));
    }
  }
  expect(evaluations).toBe(graphsOfDtype * pointsOfGraph);
  // a test of graphs that all have events, or none, would say little
  expect(safe).toBeGreaterThan(graphsOfDtype / 20);
  expect(safe).toBeLessThan(graphsOfDtype * 0.95);
});
