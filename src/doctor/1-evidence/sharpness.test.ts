import { describe, expect, test } from "vitest";
import { experimentOf, modelOf } from "../../../test/evidence-model.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { referenceEngine } from "../../engine/reference/reference.ts";
import type { Value } from "../../graph/dtype.ts";
import { dataNames } from "../../train/inputs.ts";
import { evaluateProgram } from "../../train/programs.ts";
import { clouds, plane } from "../3-causes/_examples.ts";
import { largestEigenvalue, unbroken } from "./_lanczos.ts";
import type { Model } from "./_model.ts";
import type { SharpnessEvidence } from "./evidence.ts";
import { measureSharpness } from "./sharpness.ts";

/** The iteration stops at a change of 1%. */
const settled = 0.01;

/** By power iteration on the matrix shifted to be positive. */
function largestOf(matrix: readonly (readonly number[])[]): number {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  let v = matrix.map((_, i) => 1 + i / 7);
  let norm = 0;
  for (let step = 0; step < 20_000; step++) {
    const w = matrix.map((row, i) => row.reduce((sum, x, j) => sum + x * v[j]!, shift * v[i]!));
    norm = Math.hypot(...w);
    v = w.map((x) => x / norm);
  }
  return norm - shift;
}

/** 2/m [X 1]ᵀ [X 1]. */
function leastSquaresHessian(inputs: readonly (readonly number[])[]): number[][] {
  const rows = inputs.map((x) => [...x, 1]);
  return rows[0]!.map((_, a) =>
    rows[0]!.map((__, b) => (2 * rows.reduce((sum, x) => sum + x[a]! * x[b]!, 0)) / rows.length),
  );
}

const batch = { batchSize: "full", precision: "float64" };

describe("the largest eigenvalue", () => {
  test("of a linear model is that of 2/m XᵀX, whatever the scale of the inputs", async () => {
    for (const scale of [1, 100]) {
      const data = plane({ examples: 60, features: 5, scale });
      const found = await measureSharpness(modelOf(experimentOf(data, batch)), 1);
      const exact = largestOf(leastSquaresHessian(data.inputs));
      expect(Math.abs(found!.lambdaMax / exact - 1)).toBeLessThan(settled);
    }
  });

  test("of a summed cost is as many times larger as there are examples, also of those that were left out", async () => {
    const data = plane({ examples: 200, features: 2 });
    const sum = { loss: { name: "mean-squared-error", reduction: "sum" } };
    const mean = await measureSharpness(modelOf(experimentOf(data, batch)), 1);
    const summed = await measureSharpness(modelOf(experimentOf(data, { ...batch, ...sum })), 200);
    expect(summed!.lambdaMax / mean!.lambdaMax).toBeCloseTo(200, 3);
  });

  test.each(["tanh", "sigmoid", "softplus"])(
    "of a network of %s is that of its Hessian by differences",
    async (activation) => {
      for (const seed of [1, 2, 3]) {
        const model = modelOf(
          experimentOf(clouds(2, { examples: 24, features: 2 }), {
            ...batch,
            seed,
            model: [
              { type: "dense", units: 3, activation },
              { type: "dense", units: 1, activation: "sigmoid" },
            ],
            loss: "binary-cross-entropy",
          }),
        );
        const found = await measureSharpness(model, 1);
        const exact = largestOf(await hessianByDifferences(model));
        expect(Math.abs(found!.lambdaMax / exact - 1), `seed ${seed}`).toBeLessThan(settled);
      }
    },
  );

  test("is the same on ONNX Runtime in float32, and of softmax and dropout", async () => {
    const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
    const experiment = experimentOf(clouds(3, { examples: 90 }), {
      batchSize: 64,
      model: [
        { type: "dense", units: 16, activation: "relu" },
        { type: "dropout", rate: 0.5 },
        { type: "dense", units: 3 },
      ],
      loss: "softmax-cross-entropy",
    });
    const native = await measureSharpness(modelOf(experiment, engine), 1);
    const exact = await measureSharpness(modelOf(experiment, referenceEngine("float64")), 1);
    await engine.dispose();
    expect(native!.lambdaMax).toBeGreaterThan(0);
    expect(Math.abs(native!.lambdaMax / exact!.lambdaMax - 1)).toBeLessThan(settled);
  });

  test("is 0 where the output cannot change", async () => {
    const model = [{ type: "dense", units: 1, activation: "softmax" }];
    const found = await measureSharpness(modelOf(experimentOf(plane(), { model })), 1);
    expect(found).toMatchObject({ lambdaMax: 0, ratio: 0, largestStableRate: null });
  });
});

/** Second differences of the cost in every pair of parameters. */
async function hessianByDifferences({ plan, initial }: Model): Promise<number[][]> {
  const { blueprint, data } = plan;
  const executable = await referenceEngine("float64").compile(evaluateProgram(blueprint, data.train, data.examples));
  await executable.bind(data.train);
  const names = Object.entries(initial).flatMap(([name, { data: values }]) =>
    Array.from(values, (_, k) => ({ name, k })),
  );
  const order = Int32Array.from({ length: data.examples }, (_, i) => i);
  const costAt = async (moves: readonly (readonly [number, number])[]): Promise<number> => {
    const moved: Record<string, Value> = Object.fromEntries(
      Object.entries(initial).map(([name, value]) => [name, { ...value, data: Float64Array.from(value.data) }]),
    );
    for (const [parameter, by] of moves) moved[names[parameter]!.name]!.data[names[parameter]!.k]! += by;
    await executable.bind(moved);
    return (await executable.run(1, { [dataNames.rows]: order })).cost!.data[0]!;
  };
  const h = 1e-3;
  const matrix = names.map(() => names.map(() => 0));
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const [a, b] of [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ] as const)
        sum +=
          a *
          b *
          (await costAt([
            [i, a * h],
            [j, b * h],
          ]));
      matrix[i]![j] = matrix[j]![i] = sum / (4 * h * h);
    }
  }
  return matrix;
}

describe("the limit of the learning rate", () => {
  const curvature = 7;
  const optimizers = [
    { momentum: 0, nesterov: false },
    { momentum: 0.9, nesterov: false },
    { momentum: 0.9, nesterov: true },
    { momentum: 0.5, nesterov: true },
  ];

  /** |w| after many steps on λw²/2, as the optimizer's formula goes. */
  function descend(rate: number, { momentum, nesterov }: (typeof optimizers)[number]): number {
    let [w, v] = [1, 0];
    for (let step = 0; step < 2000; step++) {
      const push = -rate * curvature * w;
      v = momentum * v + push;
      w += nesterov ? momentum * v + push : v;
    }
    return Math.abs(w) + Math.abs(v);
  }

  test.each(optimizers)("is where descent with %o on a parabola begins to grow", async (optimizer) => {
    const experiment = experimentOf(plane(), { ...batch, optimizer: { name: "sgd", learningRate: 0.1, ...optimizer } });
    const { limit, ratio, lambdaMax, largestStableRate } = (await measureSharpness(
      modelOf(experiment),
      1,
    )) as SharpnessEvidence;
    expect(descend((0.99 * limit!) / curvature, optimizer)).toBeLessThan(1e-6);
    expect(descend((1.01 * limit!) / curvature, optimizer)).toBeGreaterThan(1e6);
    expect(ratio).toBeCloseTo((0.1 * lambdaMax) / limit!, 12);
    expect(largestStableRate).toBeCloseTo(limit! / lambdaMax, 12);
  });

  test("is not known of Adam and RMSprop, which scale their steps", async () => {
    for (const name of ["adam", "rmsprop"]) {
      const found = await measureSharpness(modelOf(experimentOf(plane(), { optimizer: name })), 1);
      expect(found).toMatchObject({ limit: null, ratio: null, largestStableRate: null });
      expect(found!.lambdaMax).toBeGreaterThan(0);
    }
  });
});

describe("tridiagonal matrices", () => {
  test("of a chain of springs have eigenvalues 2 − 2 cos(kπ / (n + 1))", () => {
    for (const n of [1, 2, 9, 20]) {
      const chain = { diagonal: new Array<number>(n).fill(2), beside: new Array<number>(n - 1).fill(1) };
      expect(largestEigenvalue(chain)).toBeCloseTo(2 - 2 * Math.cos((n * Math.PI) / (n + 1)), 9);
    }
  });

  test("have the largest eigenvalue, not the one of the largest size", () => {
    expect(largestEigenvalue({ diagonal: [-100, 3], beside: [0] })).toBeCloseTo(3, 9);
  });

  test("end where a link is broken", () => {
    const { diagonal, beside } = unbroken({ diagonal: [4, 5, 1e9], beside: [1, 1e-7, 3] });
    expect({ diagonal, beside }).toEqual({ diagonal: [4, 5], beside: [1] });
  });
});
