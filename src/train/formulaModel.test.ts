import { expect, test } from "vitest";
import type { Dataset } from "../data/dataset.ts";
import { identity } from "../data/dataset.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import { experimentOf, fitWith } from "../fit.ts";
import { dense } from "../nn/sequential.ts";
import { log, matmul, mean, mul, sigmoid, sqrt, square, sub } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Formulas } from "./formulaModel.ts";
import { constantValue } from "./initial.ts";

/** y = 3 x, twelve examples of one number. */
const line: Dataset = (() => {
  const x = Float32Array.from({ length: 12 }, (_, i) => (i - 6) / 4);
  const train = {
    inputs: { data: x, shape: [12, 1] },
    targets: { kind: "values" as const, data: x.map((v) => 3 * v), width: 1 },
  };
  return { name: "line", train, inputScaling: identity, targetScaling: identity, files: [] };
})();
const data = { source: "inline", inputs: [[0]], targets: [[0]] };

type Slope = { readonly w: Tensor };
const linear = ({ w }: Slope, x: Tensor): Tensor => matmul(x, w);
const slope: Formulas<{ w: ReturnType<typeof constantValue> }> = {
  parameters: () => ({ w: constantValue([1, 1], 0.5) }),
  cost: (p, { x, y }) => mean(square(sub(linear(p, x), y))),
  predict: linear,
};
const options = { optimizer: { name: "sgd", learningRate: 0.3 }, batchSize: "full", epochs: 60 } as const;

test("formulas learn, and one number an example is measured as a value, not as a class", async () => {
  const result = await fitWith(referenceEngine(), slope, line, experimentOf(slope, data, options), options);
  expect(result.parameters.w!.data[0]).toBeCloseTo(3, 3);
  expect(result.metrics.train.accuracy).toBeUndefined();
  expect(result.metrics.train["relative-mse"]).toBeLessThan(1e-4);
});

test("hand-written gradients are used in the place of the derived ones", async () => {
  const frozen = { ...slope, gradients: ({ w }: Slope) => ({ w: mul(w, 0) }) };
  const result = await fitWith(referenceEngine(), frozen, line, experimentOf(frozen, data, options), options);
  expect(result.parameters.w!.data[0]).toBe(0.5);
});

test("an update that is not finite stops the run although its cost was, and names the op", async () => {
  const broken: typeof slope = {
    parameters: () => ({ w: constantValue([1, 1], 0) }),
    // √(w²) has no finite gradient at 0.
    cost: ({ w }, { x }) => mean(sqrt(mul(square(x), square(w)))),
  };
  const experiment = experimentOf(broken, data, { ...options, epochs: 1, rewrites: "off" });
  await expect(fitWith(referenceEngine(), broken, line, experiment, { health: false })).rejects.toThrow(
    "a parameter is not a finite number after step 1",
  );
});

test("a signal stops the run after the call that is under way", async () => {
  const signal = { aborted: false };
  const experiment = experimentOf(slope, data, options);
  const onEvent = (): void => {
    signal.aborted = true;
  };
  const { stopped, step } = await fitWith(referenceEngine(), slope, line, experiment, { onEvent, signal });
  expect([stopped, step]).toEqual(["interrupted", 1]);
});

test("a cost that is not one number is refused with its shape", async () => {
  const wrong = { ...slope, cost: (p: Slope, { x }: { x: Tensor }) => log(sigmoid(linear(p, x))) };
  const experiment = experimentOf(wrong, data, options);
  await expect(fitWith(referenceEngine(), wrong, line, experiment, {})).rejects.toThrow("the cost must be one number");
});

test("layers are fitted with class weights, and a program, whose cost is its own, is refused them", async () => {
  const x = Float32Array.from({ length: 20 }, (_, i) => i);
  const labels = Int32Array.from({ length: 20 }, (_, i) => Number(i >= 18));
  const train = { inputs: { data: x, shape: [20, 1] }, targets: { kind: "labels" as const, labels, classes: 2 } };
  const rare: Dataset = { ...line, train };
  const layers = [dense(2, "linear", { init: { name: "zeros" } })];
  const biasAfterAStep = async (classWeights: string): Promise<number[]> => {
    const fields = { epochs: 1, batchSize: "full", optimizer: { name: "sgd", learningRate: 0.1 } };
    const loss = { name: "softmax-cross-entropy", classWeights };
    const experiment = experimentOf(layers, { ...data, targets: [0] }, { ...fields, loss, task: "classification" });
    const { parameters } = await fitWith(referenceEngine(), layers, rare, experiment, {});
    return Array.from(parameters["dense0.bias"]!.data);
  };
  // rate · (share − 1/2)
  expect(await biasAfterAStep("none")).toEqual([expect.closeTo(0.04, 6), expect.closeTo(-0.04, 6)]);
  expect(await biasAfterAStep("balanced")).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
  expect(() => experimentOf(slope, data, { ...options, loss: { name: "poisson", classWeights: "balanced" } })).toThrow(
    "A program computes its own cost, in which no class can be given a weight",
  );
});
