import { describe, expect, test } from "vitest";
import { experimentOf, modelOf } from "../../../test/evidence-model.ts";
import { isClose, tolerances } from "../../../test/tolerance.ts";
import { referenceEngine } from "../../engine/reference/reference.ts";
import { activations } from "../../nn/activations.ts";
import { runTraining } from "../../train/run.ts";
import { clouds, plane, wave } from "../3-causes/_examples.ts";
import { isNetwork, type Values } from "./_model.ts";
import type { OutputEvidence } from "./evidence.ts";
import { answersOf, measureOutput } from "./output.ts";

/** With first weights in the place of trained ones. */
async function outputOf(
  data: object,
  fields: object,
  trained: "first" | "trained" | null = null,
): Promise<OutputEvidence> {
  const model = modelOf(experimentOf(data, fields));
  const { dataset, experiment, plan } = model;
  if (!isNetwork(plan.blueprint.model)) throw new Error("layers make a network");
  const parameters = trained === "trained" ? await train(model.plan) : model.initial;
  return measureOutput(
    { dataset, experiment, network: plan.blueprint.model.network },
    trained && (await answersOf(model, parameters)),
  );
}

const train = async ({ blueprint, data }: ReturnType<typeof modelOf>["plan"]): Promise<Values> =>
  (await runTraining(referenceEngine(), blueprint, data, { health: false })).parameters;

const dense = (activation: string, units = 1): object => ({ type: "dense", units, activation });

describe("what the output can say", () => {
  test.each(Object.keys(activations))("ends where %s ends, whatever the weights are", async (activation) => {
    const found = await outputOf(plane(), { model: [dense(activation, 2)], loss: "mean-squared-error" }, "first");
    const [lo, hi] = activations[activation as keyof typeof activations].outputs;
    expect(found).toMatchObject({ activation, units: 2 });
    expect(isClose(found.reachable.lo, lo, tolerances.float64.rounding.gradient)).toBe(true);
    expect(isClose(found.reachable.hi, hi, tolerances.float64.rounding.gradient)).toBe(true);
    expect(found.trained!.spread.min).toBeGreaterThanOrEqual(lo);
    expect(found.trained!.spread.max).toBeLessThanOrEqual(hi);
  });

  test("is 1 of a softmax on one unit", async () => {
    const found = await outputOf(clouds(2), { model: [dense("softmax")] }, "first");
    expect(found.reachable).toEqual({ lo: 1, hi: 1 });
    expect(found.unreachableShare).toBe(0.5);
    expect(found.trained).toMatchObject({ variation: 0, spread: { min: 1, max: 1 } });
  });

  test("goes through the layers after the last weights: relu, dropout and sigmoid leave 0.5 to 1", async () => {
    const model = [dense("relu"), { type: "dropout", rate: 0.1 }, { type: "activation", activation: "sigmoid" }];
    const found = await outputOf(plane(), { model });
    expect(found).toMatchObject({ activation: "sigmoid", reachable: { lo: 0.5, hi: 1 } });
    const twice = [dense("softmax", 3), { type: "activation", activation: "softmax" }];
    const double = await outputOf(
      { ...clouds(3), targetEncoding: "one-hot" },
      { model: twice, loss: "categorical-cross-entropy" },
    );
    expect(double.reachable.hi).toBeCloseTo(Math.E / (Math.E + 2), 12);
    expect(double.unreachableShare).toBe(1);
  });

  test("leaves out a share of the targets as they are fed", async () => {
    const data = wave();
    const model = [dense("sigmoid")];
    const below = data.targets.filter((t) => (t as number) < 0).length / data.targets.length;
    expect((await outputOf(data, { model })).unreachableShare).toBeCloseTo(below, 1);
    expect((await outputOf({ ...data, targetScaling: "minmax" }, { model })).unreachableShare).toBe(0);
    expect((await outputOf(data, { model: [dense("tanh")] })).unreachableShare).toBe(0);
    const large = await outputOf(wave({ targetScale: 100 }), { model: [dense("tanh")] });
    expect(large.unreachableShare).toBeGreaterThan(0.9);
  });

  test("is compared with rows of 0 and 1 where labels are taken, and with nothing where logits are", async () => {
    const fields = { model: [dense("softmax", 3)], loss: "sparse-categorical-cross-entropy" };
    expect(await outputOf(clouds(3), fields)).toMatchObject({
      unreachableShare: 0,
      lossWants: "probabilities",
      lossTakes: "labels",
    });
    const logits = { model: [dense("relu", 3)], loss: "softmax-cross-entropy" };
    expect(await outputOf(clouds(3), logits)).toMatchObject({ unreachableShare: 0, lossWants: "logits" });
  });
});

describe("what a trained model says", () => {
  const fields = {
    model: [dense("relu", 8), dense("softmax", 3)],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.02 },
    epochs: 10,
  };

  test("names every class where it has learned", async () => {
    const { trained } = await outputOf(clouds(3), fields, "trained");
    expect(trained).toMatchObject({ classesNamed: 3, classes: 3 });
    expect(trained!.variation).toBeGreaterThan(0.2);
  });

  test("is the same for every example where its units are dead", async () => {
    const dead = {
      ...fields,
      model: [{ ...dense("relu", 8), biasInit: { name: "constant", value: -1000 } }, dense("softmax", 3)],
    };
    const { trained } = await outputOf(clouds(3), dead, "trained");
    expect(trained).toMatchObject({ classesNamed: 1, variation: 0 });
  });

  test("is no class where numbers are predicted", async () => {
    expect((await outputOf(plane(), {}, "trained")).trained).toMatchObject({ classesNamed: null, classes: null });
  });
});
