import { describe, expect, test } from "vitest";
import { experimentOf, modelOf } from "../../../test/evidence-model.ts";
import type { HealthEvent, LayerHealth } from "../../record/events.ts";
import { clouds, plane } from "../3-causes/_examples.ts";
import { startHealth } from "./_startHealth.ts";
import type { LayerEvidence } from "./evidence.ts";
import { measureLayers } from "./layers.ts";

const health = (name: string, more: Partial<LayerHealth>): LayerHealth => ({
  name,
  gradientNorm: 1,
  weightNorm: 10,
  updateRatio: 0.01,
  activationQuantiles: { p5: -1, p50: 0.5, p95: 2, max: 3 },
  deadShare: 0,
  saturatedShare: 0,
  ...more,
});
const event = (step: number, layers: readonly LayerHealth[]): HealthEvent => ({
  t: "health",
  step,
  layers,
  largestLogit: null,
  largestLogitGap: null,
});

const model = [
  { type: "dense", units: 6, activation: "relu" },
  { type: "dropout", rate: 0.2 },
  { type: "dense", units: 5 },
  { type: "dropout", rate: 0.2 },
  { type: "activation", activation: "tanh" },
  { type: "dense", units: 1 },
];

describe("layers", () => {
  const experiment = experimentOf(plane(), { model });

  test("have their place, their activation wherever it is written, and the last is the output", () => {
    const layers = measureLayers(experiment, [], null);
    expect(
      layers.map(({ name, index, activation, isOutput, units }) => [name, index, activation, isOutput, units]),
    ).toEqual([
      ["dense0", 0, "relu", false, 6],
      ["dense1", 2, "tanh", false, 5],
      ["dense2", 5, "linear", true, 1],
    ]);
    expect(layers[0]).toMatchObject({ measurements: 0, weightStd: null, usualWeightStd: null });
    expect(Number.isNaN(layers[0]!.first.gradientNorm)).toBe(true);
  });

  test("are followed through the measurements of the run", () => {
    const events = [
      event(0, [health("dense0", { updateRatio: 0.5, gradientNorm: 3 })]),
      event(10, [health("dense0", { updateRatio: 2, gradientNorm: 0 })]),
      event(20, [health("dense0", { updateRatio: Number.NaN, gradientNorm: 0, deadShare: 0.9, saturatedShare: 0.1 })]),
    ];
    const [layer] = measureLayers(experiment, events, null) as [LayerEvidence];
    expect(layer).toMatchObject({
      measurements: 3,
      zeroGradients: 2,
      largestUpdateRatio: 2,
      largestGradientNorm: 3,
      smallestGradientNorm: 0,
      first: { step: 0, gradientNorm: 3, activationWidth: 3, activationMedian: 0.5 },
      last: { step: 20, deadShare: 0.9, saturatedShare: 0.1 },
    });
  });
});

describe("first weights", () => {
  const weightsOf = (layer: object, features = 200): LayerEvidence => {
    const experiment = experimentOf(plane({ features }), { model: [layer, { type: "dense", units: 1 }] });
    return measureLayers(experiment, [], modelOf(experiment).initial)[0]!;
  };
  const wide = { type: "dense", units: 100 };

  test.each([
    ["relu", Math.sqrt(2 / 200)],
    ["tanh", Math.sqrt(2 / 300)],
    ["selu", Math.sqrt(1 / 200)],
  ])("under %s have their usual deviation by default", (activation, usual) => {
    const found = weightsOf({ ...wide, activation });
    expect(found.usualWeightStd).toBeCloseTo(usual, 12);
    // 20,000 draws: a deviation of 0.5%.
    expect(found.weightStd! / usual).toBeGreaterThan(0.98);
    expect(found.weightStd! / usual).toBeLessThan(1.02);
    expect(found.constantWeights).toBe(false);
  });

  test("that are too small, or all the same", () => {
    const small = weightsOf({ ...wide, activation: "relu", init: { name: "normal", std: 1e-4 } });
    expect(small.weightStd! / small.usualWeightStd!).toBeCloseTo(1e-3, 4);
    for (const init of [{ name: "zeros" }, { name: "constant", value: 0.3 }])
      expect(weightsOf({ ...wide, init })).toMatchObject({ constantWeights: true });
    expect(weightsOf({ ...wide, init: { name: "constant", value: 0.3 } }).weightStd).toBeCloseTo(0, 6);
  });
});

describe("the health of the first step", () => {
  const fields = {
    model: [
      { type: "dense", units: 12, activation: "relu", biasInit: { name: "constant", value: -100 } },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.5, momentum: 0.9 },
  };

  test("is that of the first weights on the first batch", async () => {
    const model = modelOf(experimentOf(clouds(3), fields));
    const found = await startHealth(model);
    expect(found).toMatchObject({
      t: "health",
      step: 0,
      layers: [{ name: "dense0", deadShare: 1, gradientNorm: 0 }, { name: "dense1" }],
    });
    const { weightNorm, gradientNorm, updateRatio } = found!.layers[1]!;
    expect(gradientNorm).toBeGreaterThan(0);
    // Without velocity yet, the first step of momentum is rate × gradient.
    expect(updateRatio).toBeCloseTo((0.5 * gradientNorm) / weightNorm, 5);
    const weights = Object.entries(model.initial).filter(([name]) => name.startsWith("dense1"));
    expect(weightNorm).toBeCloseTo(Math.hypot(...weights.flatMap(([, { data }]) => [...data])), 4);
  });
});
