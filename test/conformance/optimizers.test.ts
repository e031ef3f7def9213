/** @file Every optimizer, with schedules and clipping, against the textbook over 50 steps of a regression. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import type { Program } from "../../src/engine/engine.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { referenceEngine } from "../../src/engine/reference/reference.ts";
import type { OptimizerCommon, OptimizerSpec, ScheduleSpec } from "../../src/experiment/types.ts";
import { toValue, type Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { verify } from "../../src/graph/verify.ts";
import { meanSquaredErrorLoss } from "../../src/nn/losses/mean-squared-error.ts";
import { input } from "../../src/ops/input.ts";
import { clipGradients, clips } from "../../src/optim/clipping.ts";
import { optimizers } from "../../src/optim/index.ts";
import { learningRateAt } from "../../src/optim/learning-rate.ts";
import { add, matmul, mean } from "../../src/tensor/functions.ts";
import { Tensor } from "../../src/tensor/tensor.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { type Shape, sizeOf } from "../../src/util/shape.ts";
import { textbookClipping, textbookOptimizer } from "../textbook-optimizers.ts";
import { mismatch, tolerances } from "../tolerance.ts";

type FloatDType = "float64" | "float32";

const seed = 11;
const [examples, features, units, steps] = [8, 3, 2, 50];
const random = new RandomStream(seed, streams.probe);
const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => Math.fround(random.normal()));
const [inputs, targets] = [draw(examples * features), draw(examples * units)];
const shapes: Readonly<Record<string, Shape>> = { weight: [features, units], bias: [units] };
const weights = features * units;
const start = draw(weights + units);
const decays = Array.from({ length: start.length }, (_, i) => i < weights);

/** Gradient of the mean squared error of x W + b, by hand; `w` is W and then b. */
function gradientAt(w: Float64Array): Float64Array {
  const g = new Float64Array(w.length);
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < units; j++) {
      let residual = w[weights + j]! - targets[i * units + j]!;
      for (let k = 0; k < features; k++) residual += inputs[i * features + k]! * w[k * units + j]!;
      const slope = (2 * residual) / (examples * units);
      g[weights + j]! += slope;
      for (let k = 0; k < features; k++) g[k * units + j]! += slope * inputs[i * features + k]!;
    }
  }
  return g;
}

const rateAt = ({ schedule, learningRate }: OptimizerSpec, step: number): number =>
  learningRateAt(schedule, learningRate, step, steps, 10);

function trainByTextbook(spec: OptimizerSpec): Float64Array {
  const w = start.slice();
  const update = textbookOptimizer(spec, decays);
  for (let step = 0; step < steps; step++) {
    update(w, textbookClipping(gradientAt(w), spec.clipNorm, spec.clipValue), rateAt(spec, step), step + 1);
  }
  return w;
}

const optimizerOf = (spec: OptimizerSpec) => optimizers.find(({ name }) => name === spec.name)!;

interface UpdateNodes {
  readonly program: Program;
  readonly slots: readonly string[];
}

/** One training step as a program: the cost's gradients, clipping and the update. */
function stepProgram(spec: OptimizerSpec, dtype: FloatDType, avoidSubnormals = false): UpdateNodes {
  const optimizer = optimizerOf(spec);
  const nodes: Node[] = [];
  const make = (name: string, shape: Shape): Tensor => {
    const node = input(name, dtype, shape);
    nodes.push(node);
    return new Tensor(node);
  };
  const x = make("x", [examples, features]);
  const t = make("t", [examples, units]);
  const parameters = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, make(name, shape)]));
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(spec, 1, 0)).map((name) => [name, make(name, [])]));
  const slotNames = optimizer.slots(spec);
  const cost = mean(meanSquaredErrorLoss.perExample(add(matmul(x, parameters.weight!), parameters.bias!), t));
  const seedScalar = optimizer.gradientSeed === undefined ? undefined : scalars[optimizer.gradientSeed];
  const names = Object.keys(shapes);
  const wrt = names.map((name) => parameters[name]!.node);
  const isClipped = clips(spec);
  const raw = differentiate(cost.node, wrt, isClipped ? undefined : seedScalar?.node).map((node) => new Tensor(node));
  const gradients = isClipped ? clipGradients(raw, spec, seedScalar) : raw;
  const outputs = new Map<string, Node>();
  const state = new Map<string, string>();
  names.forEach((name, i) => {
    const slots = Object.fromEntries(slotNames.map((slot) => [slot, make(`${name}.${slot}`, shapes[name]!)]));
    const parameter = parameters[name]!;
    const updated = optimizer.update({
      spec,
      parameter,
      gradient: gradients[i]!,
      slots,
      scalars,
      decay: name === "weight",
      avoidSubnormals,
    });
    outputs.set(`${name}'`, updated.parameter.node);
    state.set(name, `${name}'`);
    for (const slot of slotNames) {
      outputs.set(`${name}.${slot}'`, updated.slots[slot]!.node);
      state.set(`${name}.${slot}`, `${name}.${slot}'`);
    }
  });
  const graph = { inputs: nodes, outputs };
  verify(graph);
  return {
    program: { name: "step", graph, state, perStep: Object.keys(scalars), resident: ["x", "t"] },
    slots: slotNames,
  };
}

async function trainByGraph(spec: OptimizerSpec, dtype: FloatDType, avoidSubnormals = false): Promise<Float64Array> {
  const { program, slots } = stepProgram(spec, dtype, avoidSubnormals);
  const values: Record<string, Value> = {
    x: toValue(dtype, [examples, features], inputs),
    t: toValue(dtype, [examples, units], targets),
    weight: toValue(dtype, shapes.weight!, start.subarray(0, weights)),
    bias: toValue(dtype, shapes.bias!, start.subarray(weights)),
  };
  for (const [name, shape] of Object.entries(shapes)) {
    for (const slot of slots) values[`${name}.${slot}`] = toValue(dtype, shape, new Float64Array(sizeOf(shape)));
  }
  const optimizer = optimizerOf(spec);
  const perStep = Object.fromEntries(
    program.perStep.map((name) => [
      name,
      Float64Array.from({ length: steps }, (_, step) => optimizer.scalars(spec, rateAt(spec, step), step)[name]!),
    ]),
  );
  const executable = await referenceEngine("declared").compile(program);
  await executable.bind(values);
  await executable.run(
    steps,
    Object.fromEntries(Object.entries(perStep).map(([name, array]) => [name, toValue(dtype, [steps], array).data])),
  );
  const { weight, bias } = await executable.readState();
  return Float64Array.from([...weight!.data, ...bias!.data]);
}

/** Largest difference over the largest magnitude. */
const error = (actual: Float64Array, expected: Float64Array): number =>
  Math.max(...actual.map((x, i) => Math.abs(x - expected[i]!))) / Math.max(...expected.map(Math.abs));

const common: Omit<OptimizerCommon, "learningRate"> = {
  clipNorm: null,
  clipValue: null,
  schedule: { name: "constant", warmup: 0 },
};
const sgd = { ...common, name: "sgd", learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 } as const;
const adam = {
  ...common,
  name: "adam",
  learningRate: 0.05,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-7,
  weightDecay: 0,
} as const;
// With a tiny epsilon and a constant rate RMSprop jumps to and fro at the minimum, and multiplies roundings of 1e-16 to 1e-2.
const rmsprop = { ...common, name: "rmsprop", learningRate: 0.02, rho: 0.9, epsilon: 0.05, momentum: 0 } as const;
const oneCycle: ScheduleSpec = { name: "one-cycle", start: 0, final: 0, rise: 0.2, warmup: 0 };

const variants: readonly [string, OptimizerSpec][] = [
  ["sgd", sgd],
  ["sgd with weight decay", { ...sgd, weightDecay: 0.1 }],
  ["sgd with momentum", { ...sgd, momentum: 0.9 }],
  ["sgd with momentum, weight decay and one-cycle", { ...sgd, momentum: 0.9, weightDecay: 0.1, schedule: oneCycle }],
  [
    "sgd with Nesterov and a cosine",
    { ...sgd, momentum: 0.9, nesterov: true, schedule: { name: "cosine", final: 0, warmup: 5 } },
  ],
  ["sgd with Nesterov and weight decay", { ...sgd, momentum: 0.8, nesterov: true, weightDecay: 0.2 }],
  ["sgd clipped by norm", { ...sgd, clipNorm: 0.05, schedule: oneCycle }],
  ["sgd clipped by value, with momentum", { ...sgd, momentum: 0.9, clipValue: 0.03 }],
  ["adam", adam],
  ["adam with weight decay", { ...adam, weightDecay: 0.1 }],
  ["adam with one-cycle, clipped both ways", { ...adam, schedule: oneCycle, clipNorm: 0.1, clipValue: 0.06 }],
  ["adam with a large epsilon", { ...adam, epsilon: 0.1, beta2: 0.999 }],
  ["adamw", { ...adam, name: "adamw", weightDecay: 0.5, schedule: oneCycle }],
  ["adamw without decay", { ...adam, name: "adamw", weightDecay: 0 }],
  ["rmsprop", rmsprop],
  [
    "rmsprop with momentum and steps",
    { ...rmsprop, epsilon: 1e-7, momentum: 0.5, schedule: { name: "step", every: 2, factor: 0.5, warmup: 0.1 } },
  ],
];

test("every optimizer of the registry is tested here", () => {
  expect(new Set(variants.map(([, { name }]) => name))).toEqual(new Set(optimizers.map(({ name }) => name)));
});

describe.each(variants)("%s", (_title, spec) => {
  const expected = trainByTextbook(spec);

  test("has moved the parameters", () => {
    expect(error(start, expected)).toBeGreaterThan(0.05);
  });

  test.each(["float64", "float32"] as const)(
    `is the textbook's in %s after ${steps} steps (seed ${seed})`,
    async (dtype) => {
      const actual = await trainByGraph(spec, dtype);
      expect(mismatch(actual, expected, tolerances[dtype].rounding.forward)).toBeNull();
    },
  );

  test("does not change when means of squares are kept from subnormal numbers", async () => {
    expect(
      mismatch(await trainByGraph(spec, "float64", true), expected, tolerances.float64.rounding.forward),
    ).toBeNull();
  });

  test("names the same scalars in every step, all finite", () => {
    const optimizer = optimizerOf(spec);
    const names = Object.keys(optimizer.scalars(spec, 0.1, 0));
    for (const step of [0, 1, 1000, 1e6]) {
      const scalars = optimizer.scalars(spec, 0.1, step);
      expect(Object.keys(scalars)).toEqual(names);
      expect(Object.values(scalars).every(Number.isFinite)).toBe(true);
    }
    if (optimizer.gradientSeed !== undefined) expect(names).toContain(optimizer.gradientSeed);
  });
});

describe("clipping by norm in float32", () => {
  const clip = (values: readonly number[], clipNorm: number): number[] => {
    const nodes = values.map((_, i) => input(`g${i}`, "float32", [1]));
    const clipped = clipGradients(
      nodes.map((node) => new Tensor(node)),
      { clipNorm },
    );
    const feeds = new Map<Node, Value>(nodes.map((node, i) => [node, toValue("float32", [1], [values[i]!])]));
    return evaluate(
      clipped.map(({ node }) => node),
      feeds,
    ).map(({ data }) => data[0]!);
  };

  test("holds for gradients whose squares overflow", () => {
    const [a, b] = clip([3e30, -4e30], 1);
    expect(a).toBeCloseTo(0.6, 6);
    expect(b).toBeCloseTo(-0.8, 6);
  });

  test("leaves small gradients and gradients of zero alone", () => {
    expect(clip([0.25, -0.5], 1)).toEqual([0.25, -0.5]);
    expect(clip([0, 0], 1)).toEqual([0, 0]);
    expect(clip([2 ** -70, 0], 1)).toEqual([2 ** -70, 0]);
  });

  test("does not hide a gradient that is not a number", () => {
    expect(clip([Number.NaN, 1], 1)).toEqual([Number.NaN, Number.NaN]);
  });
});
