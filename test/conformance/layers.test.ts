/** @file Layers, activations and networks: values against plain formulas, taps, masks, errors and the words that build them. */
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import type { ActivationName, LayerSpec } from "../../src/experiment/types.ts";
import { type DType, toValue, type Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { verify } from "../../src/graph/verify.ts";
import { activations } from "../../src/nn/activations.ts";
import type { ApplyContext } from "../../src/nn/layers/_layer.ts";
import { layers } from "../../src/nn/layers/index.ts";
import { buildNetwork, initialize, type Network } from "../../src/nn/network.ts";
import { activation, dense, dropout, type LayerJson, sequential } from "../../src/nn/sequential.ts";
import { input } from "../../src/ops/input.ts";
import * as functions from "../../src/tensor/functions.ts";
import { Tensor } from "../../src/tensor/tensor.ts";
import { ShapeError } from "../../src/util/errors.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { sizeOf } from "../../src/util/shape.ts";
import { mismatch, tolerances } from "../tolerance.ts";

const seed = 3;

const evaluation: ApplyContext = {
  training: false,
  dropoutMask: () => {
    throw new Error("no mask is wanted outside training");
  },
};

/** The complete specs that an experiment would hold. */
const complete = (model: readonly LayerJson[]): readonly LayerSpec[] =>
  parseExperiment({
    data: { source: "inline", inputs: [[0]], targets: [[0]] },
    model,
    loss: { name: "mean-squared-error" },
    optimizer: { name: "sgd" },
  }).model;

interface Run {
  readonly output: Value;
  readonly taps: readonly { layer: string; preActivation?: Value; activation: Value }[];
}

/** Applies the network in evaluation, or in training with the given mask for every dropout layer. */
function run(network: Network, values: Record<string, Value>, x: Value, mask?: Value): Run {
  const inputNode = input("x", x.dtype, x.shape);
  const nodes = network.parameters.map(({ name, shape }) => input(name, x.dtype, shape));
  const parameters = Object.fromEntries(network.parameters.map(({ name }, i) => [name, new Tensor(nodes[i]!)]));
  const maskNode = mask && input("mask", mask.dtype, mask.shape);
  const context: ApplyContext = maskNode ? { training: true, dropoutMask: () => new Tensor(maskNode) } : evaluation;
  const { output, taps } = network.apply(new Tensor(inputNode), parameters, context);
  const feeds = new Map<Node, Value>([
    [inputNode, x],
    ...nodes.map((node, i): [Node, Value] => [node, values[network.parameters[i]!.name]!]),
  ]);
  if (maskNode) feeds.set(maskNode, mask);
  verify({ inputs: [...feeds.keys()], outputs: new Map([["output", output.node]]) });
  const value = ({ node }: Tensor): Value => evaluate([node], feeds)[0]!;
  return {
    output: value(output),
    taps: taps.map(({ layer, preActivation, activation: after }) => ({
      layer,
      ...(preActivation && { preActivation: value(preActivation) }),
      activation: value(after),
    })),
  };
}

const randomValue = (dtype: DType, shape: readonly number[], substream = 0): Value => {
  const random = new RandomStream(seed, streams.probe, substream);
  return toValue(
    dtype,
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
};

/** erf by its series, good to 1e-15 for |x| below 3. */
function erf(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const plain: Readonly<Record<Exclude<ActivationName, "softmax">, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  "leaky-relu": (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
};

function softmaxRows(data: ArrayLike<number>, columns: number): number[] {
  const exps = Array.from(data, Math.exp);
  return exps.map((e, i) => e / exps.slice(i - (i % columns), i - (i % columns) + columns).reduce((a, b) => a + b, 0));
}

describe.each(Object.keys(activations) as ActivationName[])("activation %s", (name) => {
  const x = randomValue("float64", [5, 4]);
  const network = buildNetwork([{ type: "activation", activation: name }], [4]);
  const expected = name === "softmax" ? softmaxRows(x.data, 4) : Array.from(x.data, plain[name]);

  test(`is its formula (seed ${seed})`, () => {
    expect(mismatch(run(network, {}, x).output.data, expected, tolerances.float64.rounding.forward)).toBeNull();
  });

  test("stays within the stated bounds, and reaches towards them", () => {
    const { outputs } = activations[name];
    const far = toValue(
      "float64",
      [1, 41],
      Array.from({ length: 41 }, (_, i) => i - 20),
    );
    const values = Array.from(run(buildNetwork([{ type: "activation", activation: name }], [41]), {}, far).output.data);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(outputs[0]);
    expect(Math.max(...values)).toBeLessThanOrEqual(outputs[1]);
    if (Number.isFinite(outputs[0])) expect(Math.min(...values) - outputs[0]).toBeLessThan(0.02);
    if (Number.isFinite(outputs[1])) expect(outputs[1] - Math.max(...values)).toBeLessThan(0.4);
  });
});

test("every layer of the registry has a word that builds it", () => {
  const built = sequential(dense(3), activation("relu"), dropout(0.5));
  expect(built.map(({ type }) => type).toSorted()).toEqual(layers.map(({ name }) => name).toSorted());
});

test("the words give plain data that an experiment reads", () => {
  const model = sequential(
    dense(512, functions.relu),
    dropout(0.5),
    dense(10, "softmax", { init: "orthogonal", bias: false }),
  );
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  expect(complete(model)).toEqual([
    {
      type: "dense",
      units: 512,
      activation: "relu",
      init: { name: "he-normal" },
      bias: true,
      biasInit: { name: "zeros" },
    },
    { type: "dropout", rate: 0.5 },
    {
      type: "dense",
      units: 10,
      activation: "softmax",
      init: { name: "orthogonal", gain: 1 },
      bias: false,
      biasInit: { name: "zeros" },
    },
  ]);
});

test("each activation function of the library is known by its name", () => {
  const { relu, leakyRelu, elu, selu, gelu, silu, tanh, sigmoid, softplus, softmax } = functions;
  const built = [relu, leakyRelu, elu, selu, gelu, silu, tanh, sigmoid, softplus, softmax].map((f) => activation(f));
  const named = built.map((layer) => layer.type === "activation" && layer.activation);
  expect(["linear", ...named].toSorted()).toEqual(Object.keys(activations).toSorted());
});

test("a function that is no activation is refused by name", () => {
  const squash = (x: Tensor): Tensor => x;
  expect(() => dense(3, squash)).toThrow("squash");
});

describe("a network of two dense layers with dropout between", () => {
  const specs = complete(sequential(dense(4, "relu"), dropout(0.25), dense(2, "tanh")));
  const network = buildNetwork(specs, [3]);
  const x = randomValue("float64", [5, 3]);
  const values = Object.fromEntries(
    network.parameters.map(({ name, shape }, i) => [name, randomValue("float64", shape, i + 1)]),
  );

  const affine = (rows: readonly number[][], layer: string): number[][] => {
    const [weight, bias] = [values[`${layer}.weight`]!, values[`${layer}.bias`]!];
    const units = bias.data.length;
    return rows.map((row) =>
      Array.from({ length: units }, (_, j) =>
        row.reduce((total, v, k) => total + v * weight.data[k * units + j]!, bias.data[j]!),
      ),
    );
  };
  const inputRows = Array.from({ length: 5 }, (_, i) => Array.from(x.data.slice(3 * i, 3 * i + 3)));
  const hidden = affine(inputRows, "dense0").map((row) => row.map((v) => Math.max(v, 0)));

  test("names its parameters by layer, and lets only weights decay", () => {
    expect(network.parameters.map(({ name, shape, decay }) => [name, shape, decay])).toEqual([
      ["dense0.weight", [3, 4], true],
      ["dense0.bias", [4], false],
      ["dense1.weight", [4, 2], true],
      ["dense1.bias", [2], false],
    ]);
    expect(network.outputShape).toEqual([2]);
  });

  test("computes x W + b and its activations, and drops nothing in evaluation", () => {
    const { output, taps } = run(network, values, x);
    const last = affine(hidden, "dense1").flat();
    const limit = tolerances.float64.rounding.forward;
    expect(mismatch(output.data, last.map(Math.tanh), limit)).toBeNull();
    expect(taps.map(({ layer }) => layer)).toEqual(["dense0", "dropout0", "dense1"]);
    expect(mismatch(taps[0]!.preActivation!.data, affine(inputRows, "dense0").flat(), limit)).toBeNull();
    expect(mismatch(taps[0]!.activation.data, hidden.flat(), limit)).toBeNull();
    expect(taps[1]!.preActivation).toBeUndefined();
    expect(mismatch(taps[2]!.preActivation!.data, last, limit)).toBeNull();
  });

  test("drops where the mask is 0 and scales the rest up while training", () => {
    const mask = toValue(
      "uint8",
      [5, 4],
      Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? 0 : 1)),
    );
    const dropped = hidden.map((row, i) => row.map((v, k) => ((4 * i + k) % 3 === 0 ? 0 : v / 0.75)));
    const { output, taps } = run(network, values, x, mask);
    expect(mismatch(taps[1]!.activation.data, dropped.flat(), tolerances.float64.rounding.forward)).toBeNull();
    const expected = affine(dropped, "dense1").flat().map(Math.tanh);
    expect(mismatch(output.data, expected, tolerances.float64.rounding.forward)).toBeNull();
  });

  test("asks for the mask by the layer's name, with its shape and rate", () => {
    const asked: unknown[] = [];
    const parameters = Object.fromEntries(network.parameters.map(({ name, shape }) => [name, functions.zeros(shape)]));
    network.apply(functions.zeros([5, 3]), parameters, {
      training: true,
      dropoutMask: (...question) => {
        asked.push(question);
        return functions.zeros([5, 4], "uint8");
      },
    });
    expect(asked).toEqual([["dropout0", [5, 4], 0.25]]);
  });

  test("starts from the same values when dropout is taken out", () => {
    const without = buildNetwork(
      specs.filter(({ type }) => type !== "dropout"),
      [3],
    );
    expect(initialize(without.parameters, seed)).toEqual(initialize(network.parameters, seed));
  });
});

test("a dense layer without bias has one parameter", () => {
  const network = buildNetwork(complete([dense(2, "linear", { bias: false })]), [2]);
  const values = { "dense0.weight": toValue("float64", [2, 2], [1, 2, 3, 4]) };
  expect(Array.from(run(network, values, toValue("float64", [1, 2], [1, 10])).output.data)).toEqual([31, 42]);
});

test("a dense layer on images is refused, and the error names the layer", () => {
  const specs = complete(sequential(activation("relu"), dense(10)));
  const attempt = (): Network => buildNetwork(specs, [28, 28]);
  expect(attempt).toThrow(ShapeError);
  try {
    attempt();
  } catch (error) {
    expect((error as ShapeError).render()).toContain("model[1]");
    expect((error as ShapeError).render()).toContain("[28, 28]");
  }
});

test("inputs of another width than the network was built for are refused with both shapes", () => {
  const network = buildNetwork(complete([dense(2)]), [3]);
  expect(() => network.apply(functions.zeros([5, 4]), {}, evaluation)).toThrow(/\[batch, 3\]/);
});
