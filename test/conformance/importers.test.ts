/** @file Every importer's one-node models against ONNX Runtime, and their values against the ranges. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import type { Box } from "../../src/graph/box.ts";
import { type DType, isFloat, toValue, type Value } from "../../src/graph/dtype.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Range } from "../../src/graph/op.ts";
import { importModel } from "../../src/onnx/import/import.ts";
import { importers } from "../../src/onnx/import/ops/index.ts";
import { analyse } from "../../src/ranges/analyse.ts";
import type { RandomStream } from "../../src/util/philox.ts";
import { formatShape, sizeOf } from "../../src/util/shape.ts";
import { cellsOfElements, firstLeaving, outside } from "../in-box.ts";
import { type OneNode, oneNode, typedBytes } from "../one-node.ts";
import { randomStream, seed } from "../samples.ts";
import { mismatch, tolerances } from "../tolerance.ts";

/** Ops whose results are drawn at random: ONNX Runtime draws others. */
const random: ReadonlySet<string> = new Set([
  "Bernoulli",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

const cases = importers.flatMap((importer) =>
  (importer.samples ?? []).map((sample, i) => ({
    title: `${importer.domain ? `${importer.domain} ` : ""}${importer.opType} sample ${i}, opset ${sample.opset} (seed ${seed})`,
    importer,
    sample,
  })),
);

interface Evaluated {
  readonly case: OneNode;
  readonly inputs: ReadonlyMap<string, Node>;
  readonly nodes: readonly Node[];
  readonly values: readonly Value[];
}

/** The sample's model imported and evaluated; outputs that are not computed are left out. */
function evaluated({ importer, sample }: (typeof cases)[number]): Evaluated {
  const made = oneNode(importer, sample, randomStream());
  const { inputs, tensors, unknown } = importModel(made.model);
  expect(unknown).toEqual([]);
  const nodes = made.outputs.map((name) => tensors.get(name)!);
  const feeds = new Map([...inputs].map(([name, node]) => [node, made.feeds.get(name)!]));
  return { case: made, inputs, nodes, values: evaluate(nodes, feeds) };
}

const tensorOf = ({ dtype, shape, data }: Value): Tensor => {
  if (dtype === "int64") return new Tensor("int64", BigInt64Array.from(data, BigInt), shape);
  if (dtype === "bool") return new Tensor("bool", Uint8Array.from(data), shape);
  return new Tensor(dtype as "float32", data as Float32Array, shape);
};

async function runtimeValues({ case: made, nodes }: Evaluated): Promise<Value[]> {
  const types = new Map<string, DType>(made.outputs.map((name, i) => [name, nodes[i]!.dtype]));
  const session = await InferenceSession.create(typedBytes(made, types), {
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 3,
  });
  const results = await session.run(
    Object.fromEntries([...made.feeds].map(([name, value]) => [name, tensorOf(value)])),
  );
  await session.release();
  return made.outputs.map((name, i) => {
    const { dims, data } = results[name]!;
    return toValue(nodes[i]!.dtype, dims, Array.from(data as ArrayLike<number | bigint>, Number));
  });
}

/** Boxes of the nodes for exactly the values that are fed. */
function boxesOf({ case: made, inputs, nodes }: Evaluated): (node: Node) => Box {
  const given = new Map([...inputs].map(([name, node]) => [node, rangeOf(made.feeds.get(name)!)]));
  return analyse({ inputs: [...inputs.values()], outputs: new Map(nodes.map((node, i) => [`y${i}`, node])) }, given)
    .box;
}

const rangeOf = ({ data }: Value): Range => {
  const numbers = [...data].filter((x) => !Number.isNaN(x));
  return { lo: Math.min(...numbers), hi: Math.max(...numbers), nan: numbers.length < data.length };
};

test.each(cases.filter(({ importer }) => !random.has(importer.opType)))(
  "$title gives what ONNX Runtime gives",
  async (each) => {
    const ours = evaluated(each);
    const theirs = await runtimeValues(ours);
    const boxOf = boxesOf(ours);
    ours.values.forEach((value, i) => {
      const box = boxOf(ours.nodes[i]!);
      expect(outside(theirs[i]!, box, cellsOfElements(box)), `of output ${i} lies outside of its range`).toBe(-1);
      expect(formatShape(value.shape)).toBe(formatShape(theirs[i]!.shape));
      const tolerance = isFloat(value.dtype) ? tolerances.float32.rounding.forward : tolerances.float32.exact.forward;
      expect(mismatch(theirs[i]!.data, value.data, tolerance), `output ${i}`).toBeNull();
    });
  },
);

/** Boxes tried for each sample, and points in each. */
const [boxes, points] = [6, 6];

describe("ranges", () => {
  test.each(cases)("$title: no value on the way leaves its box", ({ importer, sample }) => {
    const random = randomStream(7);
    const made = oneNode(importer, sample, random);
    const { inputs, tensors } = importModel(made.model);
    const graph: Graph = {
      inputs: [...inputs.values()],
      outputs: new Map(made.outputs.map((name) => [name, tensors.get(name)!])),
    };
    for (let i = 0; i < boxes; i++) {
      const given = new Map([...inputs].map(([name, node]) => [node, intervalIn(made.feeds.get(name)!, random)]));
      const analysis = analyse(graph, given);
      const cells = new Map(analysis.nodes.map((node) => [node, cellsOfElements(analysis.box(node))]));
      for (let point = 0; point < points; point++) {
        const feeds = new Map(graph.inputs.map((node) => [node, pointIn(node, given.get(node)!, random)]));
        expect(firstLeaving(graph, analysis, feeds, cells), `box ${i}, point ${point}, seed ${seed}`).toBeNull();
      }
    }
  });

  /** An interval between two of the value's numbers, or one of them alone. */
  function intervalIn({ data }: Value, random: RandomStream): Range {
    const numbers = [...data].filter((x) => !Number.isNaN(x));
    const [a, b] = [0, 1].map(() => numbers[random.below(Math.max(1, numbers.length))] ?? 0) as [number, number];
    return { lo: Math.min(a, b), hi: Math.max(a, b), nan: false };
  }

  /** Ends and points between them. */
  function pointIn(node: Node, { lo, hi }: Range, random: RandomStream): Value {
    const data = Array.from({ length: sizeOf(node.shape) }, () => {
      const at = random.below(4);
      const x = at === 0 ? lo : at === 1 ? hi : lo + (hi - lo) * random.uniform();
      return isFloat(node.dtype) ? Math.min(Math.max(Math.fround(x), lo), hi) || lo : Math.round(x);
    });
    return toValue(node.dtype, node.shape, data);
  }
});
