/** @file Soundness of the range analysis: on random graphs no computed value ever leaves its box. */
import { expect, test } from "vitest";
import type { Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { printGraph } from "../../src/graph/print.ts";
import { foreignOps } from "../../src/onnx/import/foreign/index.ts";
import { ops } from "../../src/ops/index.ts";
import { analyse } from "../../src/ranges/analyse.ts";
import type { FloatType } from "../../src/util/float.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { cellsOfElements, firstLeaving } from "../in-box.ts";
import { type RandomGraph, randomGraph, randomPoint } from "../random-graphs.ts";
import { seed } from "../samples.ts";

const dtypes: readonly FloatType[] = ["float32", "float64", "float16", "bfloat16"];
const graphsOfDtype = 700;
const pointsOfGraph = 40;

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
    const made = randomGraph([...ops, ...foreignOps], dtype, random);
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
