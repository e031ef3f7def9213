/** @file Every importer's one-node models against ONNX Runtime, and their values against the ranges. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { type DType, isFloat, toValue, type Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Range } from "../../src/graph/op.ts";
import { importModel } from "../../src/onnx/import/import.ts";
import { importers } from "../../src/onnx/import/ops/index.ts";
import { analyse } from "../../src/ranges/analyse.ts";
import { formatShape } from "../../src/util/shape.ts";
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

const rangeOf = ({ data }: Value): Range => {
  const numbers = [...data].filter((x) => !Number.isNaN(x));
  return { lo: Math.min(...numbers), hi: Math.max(...numbers), nan: numbers.length < data.length };
};

test.each(cases.filter(({ importer }) => !random.has(importer.opType)))(
  "$title gives what ONNX Runtime gives",
  async (each) => {
    const ours = evaluated(each);
    const theirs = await runtimeValues(ours);
    ours.values.forEach((value, i) => {
      expect(formatShape(value.shape)).toBe(formatShape(theirs[i]!.shape));
      const tolerance = isFloat(value.dtype) ? tolerances.float32.rounding.forward : tolerances.float32.exact.forward;
      expect(mismatch(theirs[i]!.data, value.data, tolerance), `output ${i}`).toBeNull();
    });
  },
);

describe("ranges", () => {
  test.each(cases)("$title: every value lies in its computed range", (each) => {
    const { case: made, inputs, nodes, values } = evaluated(each);
    const given = new Map([...inputs].map(([name, node]) => [node, rangeOf(made.feeds.get(name)!)]));
    const graph = { inputs: [...inputs.values()], outputs: new Map(nodes.map((node, i) => [`y${i}`, node])) };
    const { range, box } = analyse(graph, given);
    nodes.forEach((node, i) => {
      const { lo, hi, nan } = range(node);
      expect(box(node).shape).toEqual(node.shape);
      const outside = [...values[i]!.data].find((x) => (Number.isNaN(x) ? !nan : x < lo || x > hi));
      expect(outside, `of output ${i} in [${lo}, ${hi}]${nan ? " or NaN" : ""}`).toBeUndefined();
    });
  });
});
