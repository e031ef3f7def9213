/** @file The range analysis against ONNX Runtime: its kernels' values stay in the boxes too. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import type { Box } from "../../src/graph/box.ts";
import type { Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { isAbsent } from "../../src/graph/op.ts";
import { printGraph } from "../../src/graph/print.ts";
import { encodeGraph } from "../../src/onnx/encode.ts";
import { ops } from "../../src/ops/index.ts";
import { type Analysis, analyse } from "../../src/ranges/analyse.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { sizeOf } from "../../src/util/shape.ts";
import { cellsOfElements, outside } from "../in-box.ts";
import { randomGraph, randomPoint } from "../random-graphs.ts";
import { seed } from "../samples.ts";

const graphs = 150;
const pointsOfGraph = 20;
const lowered = ops.filter((op) => !isAbsent(op.onnx) || op.body);

const nameOf = (node: Node): string => (node.attrs as { readonly name: string }).name;

const feedOf = ({ dtype, shape, data }: Value): Tensor =>
  new Tensor(dtype as "float32" | "int32", data as Float32Array | Int32Array, [...shape]);

/** Kernels that compute with subnormals are off by some of their steps of 2⁻¹⁴⁹: tanh near 1e-38 by 54. */
const withSubnormals = (box: Box): Box => ({
  ...box,
  lo: box.lo.map((x) => x - 2 ** -141),
  hi: box.hi.map((x) => x + 2 ** -141),
});

/** The first node whose value leaves its box though nothing before it did what an event says. */
function firstLeaving(analysis: Analysis, values: ReadonlyMap<Node, Value>): string | null {
  const events = new Set([...analysis.events, ...analysis.following].map(({ node }) => node));
  const happened = new Set<Node>();
  for (const node of analysis.nodes) {
    const value = values.get(node);
    const failed = value?.data.some((x) => !Number.isFinite(x)) ?? false;
    if (node.inputs.some((input) => happened.has(input)) || (events.has(node) && failed)) happened.add(node);
    else if (value) {
      const box = withSubnormals(analysis.box(node));
      const cells = cellsOfElements(box);
      const at = outside(value, box, cells);
      if (at < 0) continue;
      return `${node.op.name}: element ${at} is ${value.data[at]}, outside [${box.lo[cells[at]!]}, ${box.hi[cells[at]!]}]`;
    }
  }
  return null;
}

test("no float32 value of ONNX Runtime leaves its box", { timeout: 120_000 }, async () => {
  const random = new RandomStream(seed, streams.probe, 11);
  for (let i = 0; i < graphs; i++) {
    const { graph, given } = randomGraph(lowered, "float32", random);
    const analysis = analyse(graph, given);
    const shown = analysis.nodes.filter(
      (node) => node.inputs.length > 0 && sizeOf(node.shape) > 0 && node.dtype !== "uint8",
    );
    const outputs = new Map(shown.map((node, k) => [`n${k}`, node]));
    const session = await InferenceSession.create(encodeGraph({ inputs: graph.inputs, outputs }), {
      logSeverityLevel: 3,
    });
    for (let point = 0; point < pointsOfGraph; point++) {
      const feeds = new Map(graph.inputs.map((node) => [node, randomPoint(node, given.get(node)!, random)]));
      const used = [...feeds].filter(([node]) => session.inputNames.includes(nameOf(node)));
      const results = await session.run(Object.fromEntries(used.map(([node, value]) => [nameOf(node), feedOf(value)])));
      const values = new Map(
        [...outputs].map(([name, { shape, dtype, ...node }]) => [
          outputs.get(name)!,
          { ...node, shape, dtype, data: results[name]!.data as Float32Array },
        ]),
      );
      const found = firstLeaving(analysis, values);
      const inputs = [...feeds].map(([node, { data }]) => `${nameOf(node)} = ${[...data].join(", ")}`);
      if (found) expect.fail([`seed ${seed}, graph ${i}: ${found}`, printGraph(graph), ...inputs].join("\n"));
    }
    await session.release();
  }
});
