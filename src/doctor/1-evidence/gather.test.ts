import { describe, expect, test } from "vitest";
import { datasetOf, experimentOf } from "../../../test/evidence-model.ts";
import { loadDataset } from "../../data/node/load.ts";
import { referenceEngine } from "../../engine/reference/reference.ts";
import type { Experiment } from "../../experiment/types.ts";
import { planFit } from "../../fit.ts";
import { matmul, mean, square, sub } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Formulas } from "../../train/formulaModel.ts";
import type { InitialValue } from "../../train/initial.ts";
import { planExperiment } from "../../train/plan.ts";
import { clouds, plane } from "../3-causes/_examples.ts";
import { baselineRun } from "../baseline.ts";
import type { Subject } from "../subject.ts";
import type { Evidence } from "./evidence.ts";
import { gatherEvidence } from "./gather.ts";

const subjectOf = (experiment: Experiment): Subject => ({
  experiment,
  dataset: datasetOf,
  plan: planExperiment,
  program: null,
});

interface Gathered {
  readonly evidence: Evidence;
  readonly failures: readonly string[];
}

async function gathered(subject: Subject, run = true): Promise<Gathered> {
  const engine = referenceEngine();
  const failures: string[] = [];
  const baseline = run ? await baselineRun(subject, { engine, events: null, budgetSeconds: 60 }) : { events: [] };
  const evidence = await gatherEvidence({
    subject,
    engine,
    ...baseline,
    onFailure: (part, error) => failures.push(`${part}: ${error}`),
  });
  return { evidence, failures };
}

const classifier = {
  model: [
    { type: "dense", units: 8, activation: "relu" },
    { type: "dense", units: 3, activation: "softmax" },
  ],
  loss: "categorical-cross-entropy",
  epochs: 3,
};
const encoded = (data: object): object => ({ ...data, targetEncoding: "one-hot" });

describe("evidence", () => {
  test("of a run of layers is complete", async () => {
    const { evidence, failures } = await gathered(subjectOf(experimentOf(encoded(clouds(3)), classifier)));
    expect(failures).toEqual([]);
    expect(evidence.refusal).toBeNull();
    expect(evidence).toMatchObject({
      data: { examples: 240, targets: { kind: "one-hot", counts: [80, 80, 80] } },
      signal: { learnable: "yes" },
      start: { expectedName: "ln 3" },
      course: { epochs: 3, stopped: "done" },
      output: { activation: "softmax", units: 3, trained: { classes: 3 } },
      smallBatch: { examples: 16 },
      sharpness: { limit: 2 },
      gradients: null,
    });
    const [first, last] = evidence.layers;
    expect(first).toMatchObject({ name: "dense0", isOutput: false, first: { step: 0 } });
    expect(first!.measurements).toBeGreaterThan(1);
    expect(last).toMatchObject({ name: "dense1", isOutput: true });
    expect(evidence.start!.gradientNorm).toBeCloseTo(
      Math.hypot(first!.first.gradientNorm, last!.first.gradientNorm),
      4,
    );
  });

  test("of a run that blows up, and of one whose numbers leave float32, is gathered without a throw", async () => {
    for (const optimizer of [
      { name: "sgd", learningRate: 1e9 },
      { name: "adam", learningRate: 1e30 },
    ]) {
      const subject = subjectOf(experimentOf(plane({ scale: 1e15 }), { optimizer, rewrites: "off" }));
      const { evidence } = await gathered(subject);
      expect(evidence.refusal).toBeNull();
      expect(evidence.data.inputs.max).toBeGreaterThan(1e15);
      expect(evidence.layers).toHaveLength(1);
    }
  });

  test("of an experiment that was not run lacks only its course and what it trained", async () => {
    const { evidence, failures } = await gathered(subjectOf(experimentOf(plane())), false);
    expect(failures).toEqual([]);
    expect(evidence).toMatchObject({ course: null, refusal: null, output: { trained: null } });
    expect(evidence.start).not.toBeNull();
    expect(evidence.layers[0]).toMatchObject({ measurements: 1 });
  });

  test("has the gradient check's findings, and null where the check fails", async () => {
    const subject = subjectOf(experimentOf(plane()));
    const gradients = { parameters: [{ name: "w", deviation: 1, right: false, mistake: "sign", detail: null }] };
    const context = { subject, engine: referenceEngine(), events: [] };
    expect((await gatherEvidence({ ...context, gradients: async () => gradients })).gradients).toBe(gradients);
    const failing = async (): Promise<never> => Promise.reject(new Error("no such parameter"));
    expect((await gatherEvidence({ ...context, gradients: failing })).gradients).toBeNull();
  });

  test("of formulas knows their cost, their gradient and what they answer, and no layers", async () => {
    type Weights = { w: InitialValue };
    const formulas: Formulas<Weights> = {
      parameters: (random) => ({ w: random.normal([3, 1]) }),
      cost: ({ w }, { x, y }) => mean(square(sub(matmul(x, w), y))),
      predict: ({ w }: { w: Tensor }, x: Tensor) => matmul(x, w),
    };
    const experiment = experimentOf(plane(), { epochs: 20 });
    const { evidence, failures } = await gathered({
      experiment,
      dataset: datasetOf,
      plan: (changed, dataset) => planFit(formulas, changed, dataset),
      program: { file: "model.ts", handWrittenGradients: false },
    });
    expect(failures).toEqual([]);
    expect(evidence).toMatchObject({
      refusal: null,
      layers: [],
      start: { expectedCost: null, reductionFactor: 1 },
      output: { activation: "linear", units: 1, unreachableShare: 0 },
    });
    expect(evidence.output!.trained!.variation).toBeGreaterThan(0.5);
    expect(evidence.smallBatch!.left).toBeLessThan(0.05);
    expect(evidence.sharpness!.lambdaMax).toBeGreaterThan(0);
  });
});

describe("a refused experiment", () => {
  const labels = (change: (label: number) => number): object => {
    const { inputs, targets } = clouds(3);
    return encoded({ source: "inline", inputs, targets: (targets as number[]).map(change), classes: 3 });
  };

  test("whose labels begin with 1 shows them as they are", async () => {
    const { evidence } = await gathered(
      subjectOf(
        experimentOf(
          labels((y) => y + 1),
          classifier,
        ),
      ),
    );
    expect(evidence.refusal).toMatchObject({ message: "A label is out of range", found: "label 3, with 3 classes" });
    expect(evidence.data.targets).toMatchObject({
      kind: "one-hot",
      distinct: [1, 2, 3],
      raw: { min: 1, max: 3 },
      whole: true,
      counts: [80, 80, 80],
    });
    expect(evidence.signal).toMatchObject({ metric: "accuracy", learnable: "yes" });
    expect(evidence).toMatchObject({ start: null, course: null, layers: [], smallBatch: null, sharpness: null });
    expect(evidence.output).toMatchObject({ activation: "softmax", units: 3, unreachableShare: 0, trained: null });
  });

  test("whose labels are no whole numbers shows those", async () => {
    const { evidence } = await gathered(
      subjectOf(
        experimentOf(
          labels((y) => y / 2),
          classifier,
        ),
      ),
    );
    expect(evidence.refusal).toMatchObject({ message: "A label is not a whole number" });
    expect(evidence.data.targets).toMatchObject({ distinct: [0, 0.5, 1], whole: false, counts: null });
  });

  test("whose output does not fit the targets has its data and its output", async () => {
    const model = [{ type: "dense", units: 5, activation: "softmax" }];
    const { evidence } = await gathered(subjectOf(experimentOf(encoded(clouds(3)), { ...classifier, model })));
    expect(evidence.refusal!.message).toMatch("the model gives 5 numbers an example, and the targets need 3");
    expect(evidence).toMatchObject({ data: { targets: { kind: "one-hot" } }, output: { units: 5 }, layers: [] });
  });

  test("whose loss cannot compare them is refused by its own words", async () => {
    const { inputs } = clouds(3);
    const rows = { source: "inline", inputs, targets: inputs.map(() => [1, 0, 0]) };
    const fields = { ...classifier, loss: "sparse-categorical-cross-entropy" };
    const { evidence } = await gathered(subjectOf(experimentOf(rows, fields)));
    expect(evidence.refusal!.message).toMatch("needs one class label an example");
    expect(evidence.start).toBeNull();
  });

  test("whose data cannot be read has nothing but the reason", async () => {
    const data = { source: "csv", path: "nowhere/data.csv", inputs: ["x"], targets: ["y"] };
    const subject = subjectOf(experimentOf(data));
    const { evidence } = await gathered({
      ...subject,
      dataset: ({ data: spec, seed }) => loadDataset(spec, { baseFolder: "/", seed }),
    });
    expect(evidence.refusal!.message).toBe("The file does not exist");
    expect(evidence).toMatchObject({ data: { examples: 0 }, signal: null, output: null, layers: [] });
  });

  test("by an error that is not the user's is told as it is", async () => {
    const subject = subjectOf(experimentOf(plane()));
    const { evidence } = await gathered({ ...subject, plan: () => JSON.parse("{") }, false);
    expect(evidence.refusal!.message).toMatch("JSON");
    expect(evidence.data.examples).toBe(200);
  });
});
