/** @file Exported models give what the training program evaluates, for any batch size, on both engines. */
import { describe, expect, test } from "vitest";
import { randomStream, seed } from "../../test/samples.ts";
import { mismatch, tolerances } from "../../test/tolerance.ts";
import { type Dataset, type Examples, featureCount, identity, type Targets } from "../data/dataset.ts";
import { inputAffine, targetAffine } from "../data/scaling.ts";
import { LocalHost } from "../engine/ort-common/session.ts";
import { nodeRuntime } from "../engine/ort-node/runtime.ts";
import { evaluate } from "../engine/reference/evaluate.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { type TypedArray, toValue, type Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { cardMetadata, inputTensor, outputTensor } from "../predict/card.ts";
import { type PredictingModel, readModel } from "../predict/model.ts";
import { cast, matmul, mean, reshape, softmax, square, sub } from "../tensor/functions.ts";
import { UsageError } from "../util/errors.ts";
import { version } from "../util/version.ts";
import { type ExportDetails, exportModel, inferenceGraph } from "./export.ts";
import { type Formulas, formulaModel } from "./formulaModel.ts";
import type { InitialValue } from "./initial.ts";
import { dataNames, residentData } from "./inputs.ts";
import type { TrainingModel } from "./model.ts";
import { type Plan, planExperiment, planModel } from "./plan.ts";
import { traceModel } from "./programs.ts";

const random = randomStream();
const uniforms = (count: number, lo: number, hi: number): number[] =>
  Array.from({ length: count }, () => lo + (hi - lo) * random.uniform());

const examples = 40;
const labels = (classes: number): Targets => ({
  kind: "labels",
  classes,
  labels: Int32Array.from({ length: examples }, (_, i) => i % classes),
});
const columns = (width: number, lo: number, hi: number): Targets => ({
  kind: "values",
  width,
  data: Float64Array.from(uniforms(examples * width, lo, hi)),
});

/** White blobs on black, 8 × 8. */
const images = (): Examples["inputs"] => ({
  shape: [examples, 8, 8],
  data: Uint8Array.from(uniforms(examples * 64, 0, 256), (v, i) =>
    i % 8 === 0 || i % 8 === 7 || i % 64 < 8 || i % 64 >= 56 ? 0 : v,
  ),
});
const numbers = (features: number): Examples["inputs"] => ({
  shape: [examples, features],
  data: Float32Array.from(uniforms(examples * features, -30, 50)),
});

interface Case {
  readonly plan: Plan;
  readonly dataset: Dataset;
}

/** An experiment on data made here; `json` is the experiment but for its data. */
function caseOf(
  name: string,
  train: Examples,
  json: Record<string, unknown>,
  data: Record<string, unknown> = {},
): Case {
  const spec = { source: "inline", inputs: [[0], [1]], targets: [0, 1], ...data };
  const experiment = parseExperiment({ optimizer: { name: "sgd" }, ...json, data: spec }, name);
  const isImage = train.inputs.shape.length === 3;
  const dataset: Dataset = {
    name,
    train,
    inputScaling: inputAffine(experiment.data.inputScaling, train.inputs, isImage),
    targetScaling: targetAffine(experiment.data.targetScaling, train.targets),
    files: [],
  };
  return { plan: planExperiment(experiment, dataset), dataset };
}

const dense = (units: number, activation: string): object => ({ type: "dense", units, activation });

const cases: Record<string, () => Case> = {
  "an image classifier that ends in logits, with dropout": () =>
    caseOf(
      "images",
      { inputs: images(), targets: labels(10) },
      {
        task: "classification",
        model: [dense(32, "relu"), { type: "dropout", rate: 0.5 }, dense(10, "linear")],
        loss: { name: "softmax-cross-entropy" },
      },
      { inputScaling: "unit", targetEncoding: "one-hot", classes: 10 },
    ),
  "a classifier of columns that ends in a softmax": () =>
    caseOf(
      "columns",
      { inputs: numbers(6), targets: labels(3) },
      {
        task: "classification",
        model: [dense(16, "gelu"), dense(3, "softmax")],
        loss: { name: "categorical-cross-entropy" },
      },
      { inputScaling: "standardize", targetEncoding: "one-hot", classes: 3 },
    ),
  "a yes-or-no model": () =>
    caseOf(
      "binary",
      { inputs: numbers(5), targets: columns(1, 0, 1) },
      { task: "binary", model: [dense(8, "tanh"), dense(1, "sigmoid")], loss: { name: "binary-cross-entropy" } },
      { inputScaling: "minmax" },
    ),
  "a regression of three columns": () =>
    caseOf(
      "regression",
      { inputs: numbers(4), targets: columns(3, 1000, 3000) },
      { task: "regression", model: [dense(16, "silu"), dense(3, "linear")], loss: { name: "mean-squared-error" } },
      { inputScaling: "standardize", targetScaling: "standardize" },
    ),
  "a regression in float64": () =>
    caseOf(
      "float64",
      {
        inputs: { shape: [examples, 4], data: Float64Array.from(uniforms(examples * 4, -3, 3)) },
        targets: columns(1, -5, 5),
      },
      {
        task: "regression",
        precision: "float64",
        model: [dense(16, "tanh"), dense(1, "linear")],
        loss: { name: "mean-squared-error" },
      },
      { targetScaling: "minmax" },
    ),
};

/** What the evaluation program's output is for the first examples, in float64 and as it was traced. */
function evaluated({ plan, dataset }: Case, parameters: Readonly<Record<string, Value>>, rows: number): TypedArray {
  const data = residentData(dataset.train);
  const { inputs, outputs } = traceModel(plan.blueprint, data, rows, rows, false);
  const order = toValue(
    "int32",
    [rows],
    Array.from({ length: rows }, (_, i) => i),
  );
  const given: Readonly<Record<string, Value>> = { ...data, ...parameters, [dataNames.rows]: order };
  const feeds = new Map(inputs.map((node): [Node, Value] => [node, given[(node.attrs as { name: string }).name]!]));
  return evaluate([outputs.output!.node], feeds, { precision: "float64" })[0]!.data;
}

/** The same in the user's terms, by plain arithmetic. */
function expectedOf(each: Case, parameters: Readonly<Record<string, Value>>, rows: number): Float64Array {
  const raw = Float64Array.from(evaluated(each, parameters, rows));
  const width = raw.length / rows;
  const { settings } = each.plan.blueprint;
  const { subtract, multiply } = each.dataset.targetScaling;
  const at = (value: number | Float64Array, j: number): number => (typeof value === "number" ? value : value[j]!);
  if (settings.task === "regression") return raw.map((y, i) => y / at(multiply, i % width) + at(subtract, i % width));
  if (settings.lossName !== "softmax-cross-entropy") return raw;
  return raw.map((z, i) => {
    const row = raw.subarray(i - (i % width), i - (i % width) + width);
    return 1 / row.reduce((total, other) => total + Math.exp(other - z), 0);
  });
}

/** Values in their own units, near 0 too, come from adding the targets' mean: their errors are relative to the largest. */
function inUnits(values: ArrayLike<number>, expected: Float64Array): Float64Array {
  const unit = expected.reduce((largest, y) => Math.max(largest, Math.abs(y)), 1);
  return Float64Array.from(values, (y) => y / unit);
}

const firstRows = ({ dataset: { train } }: Case, rows: number): TypedArray =>
  train.inputs.data.slice(0, rows * featureCount(train.inputs));

async function runOnnx({ bytes, card, outputType }: PredictingModel, data: TypedArray, rows: number): Promise<Value> {
  const host = new LocalHost(nodeRuntime());
  const shape = [card.input.features];
  const id = await host.create(
    bytes,
    {
      steps: null,
      state: [],
      resident: [],
      perStep: [{ name: inputTensor, onnxName: inputTensor, dtype: card.input.dtype, shape }],
      reported: [{ name: outputTensor, onnxName: outputTensor, dtype: outputType, shape: [] }],
    },
    { provider: "cpu", threads: 1, spinning: false, flushSubnormals: false },
  );
  const results = await host.run(id, rows, { [inputTensor]: data });
  await host.close();
  return results[outputTensor]!;
}

const parametersOf = ({ plan: { blueprint } }: Case): Readonly<Record<string, Value>> =>
  blueprint.model.initialize(seed, blueprint.settings.precision);

describe.each(Object.entries(cases))("%s", (_name, make) => {
  const each = make();
  const parameters = parametersOf(each);
  const { blueprint } = each.plan;
  const bytes = exportModel(each.plan, each.dataset, parameters);
  const tolerance = tolerances[blueprint.settings.precision].rounding.forward;

  test.each([1, 7, examples])(`gives the evaluation's numbers for %i examples (seed ${seed})`, async (rows) => {
    const model = readModel(bytes, "model.onnx");
    expect(model.card.batch).toBe("any");
    const expected = expectedOf(each, parameters, rows);
    const native = await runOnnx(model, firstRows(each, rows), rows);
    expect(native.shape[0]).toBe(rows);
    expect(mismatch(inUnits(native.data, expected), inUnits(expected, expected), tolerance)).toBeNull();

    const graph = inferenceGraph(blueprint, each.dataset, rows);
    const input: Value = { ...graph.inputs[0]!, data: firstRows(each, rows) };
    const feeds = new Map(
      graph.inputs.map((node, i): [Node, Value] => [
        node,
        i === 0 ? input : parameters[(node.attrs as { name: string }).name]!,
      ]),
    );
    const [reference] = evaluate([graph.outputs.get(outputTensor)!], feeds);
    expect(mismatch(inUnits(reference!.data, expected), inUnits(expected, expected), tolerance)).toBeNull();
  });

  test("has no trace of training", () => {
    const graph = inferenceGraph(blueprint, each.dataset, 2);
    const names = graph.inputs.map(({ attrs }) => (attrs as { name: string }).name);
    expect(names).toEqual([inputTensor, ...blueprint.model.parameters.map(({ name }) => name)]);
  });

  test("is the same bytes each time", () => {
    expect(exportModel(each.plan, each.dataset, parameters)).toEqual(bytes);
  });
});

describe("the card", () => {
  const exported = (name: string, details: ExportDetails = {}): PredictingModel["card"] => {
    const each = cases[name]!();
    return readModel(exportModel(each.plan, each.dataset, parametersOf(each), details), "model.onnx").card;
  };

  test("of an image classifier says what goes in and comes out, and where it comes from", () => {
    const card = exported("an image classifier that ends in logits, with dropout", {
      experiment: "ab12",
      metrics: { accuracy: 0.75 },
    });
    expect(card).toEqual({
      producer: `evenkeel ${version}`,
      task: "classification",
      output: "probabilities",
      labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
      input: {
        dtype: "uint8",
        features: 64,
        image: { height: 8, width: 8, background: "dark", boxHeight: 6, boxWidth: 6 },
        range: [0, 255],
        names: [],
      },
      batch: "any",
      data: "images",
      experiment: "ab12",
      metrics: { accuracy: 0.75 },
    });
    expect(cardMetadata(card)["evenkeel.input"]).toBe("image 8x8 grey, white on black");
  });

  test("of a model of columns has the range of its data", () => {
    const { input, output, labels: names } = exported("a regression of three columns");
    expect([output, names, input.image, input.dtype]).toEqual(["values", ["0", "1", "2"], null, "float32"]);
    expect(input.range[0]).toBeGreaterThanOrEqual(-30);
    expect(input.range[1]).toBeLessThanOrEqual(50);
    expect(input.range[1] - input.range[0]).toBeGreaterThan(70);
  });

  test("of a yes-or-no model has two labels", () => {
    expect(exported("a yes-or-no model").labels).toEqual(["0", "1"]);
  });

  test("does not call the scores of a linear output probabilities", () => {
    const each = caseOf(
      "scores",
      { inputs: numbers(4), targets: labels(3) },
      { task: "classification", model: [dense(3, "linear")], loss: { name: "mean-squared-error" } },
      { targetEncoding: "one-hot", classes: 3 },
    );
    expect(readModel(exportModel(each.plan, each.dataset, parametersOf(each)), "m").card.output).toBe("scores");
  });
});

describe("programs", () => {
  const train: Examples = { inputs: numbers(4), targets: labels(3) };
  const base = caseOf(
    "program",
    train,
    { task: "classification", model: [dense(3, "softmax")], loss: { name: "categorical-cross-entropy" } },
    { targetEncoding: "one-hot", classes: 3 },
  );
  const planned = (model: TrainingModel): Case => {
    const settings = { ...base.plan.blueprint.settings, lossName: "cost" as const };
    const dataset = { ...base.dataset, inputScaling: identity };
    return { plan: planModel(model, settings, dataset), dataset };
  };
  const formulas: Formulas<{ w: InitialValue }> = {
    parameters: (values) => ({ w: values.normal([3, 4]) }),
    cost: ({ w }, { x, y }) => mean(square(sub(matmul(x, w.T), cast(y, x.dtype)))),
    predict: ({ w }, x) => softmax(matmul(w, x.T), 0).T,
  };

  test("that predict are exported, examples as rows or as columns", async () => {
    const each = planned(formulaModel(formulas));
    const parameters = parametersOf(each);
    const model = readModel(exportModel(each.plan, each.dataset, parameters), "model.onnx");
    expect(model.card.batch).toBe("any");
    for (const rows of [1, 9]) {
      const { data } = await runOnnx(model, firstRows(each, rows), rows);
      expect(mismatch(data, evaluated(each, parameters, rows), tolerances.float32.rounding.forward)).toBeNull();
    }
  });

  test("whose graph holds the batch's size are exported for one example", async () => {
    const flat: Formulas<{ w: InitialValue }> = {
      ...formulas,
      predict: ({ w }, x) =>
        reshape(
          matmul(reshape(x, [x.shape[0]! * 2, 2]).T, reshape(x, [x.shape[0]! * 2, 2]))
            .reshape(-1)
            .slice([0], [3])
            .add(mean(w)),
          [1, 3],
        ).add(matmul(x, w.T)),
    };
    const each = planned(formulaModel(flat));
    const parameters = parametersOf(each);
    const model = readModel(exportModel(each.plan, each.dataset, parameters), "model.onnx");
    expect(model.card.batch).toBe("1");
    const { data } = await runOnnx(model, firstRows(each, 1), 1);
    expect(mismatch(data, evaluated(each, parameters, 1), tolerances.float32.rounding.forward)).toBeNull();
  });

  test("without a prediction, or with one that needs the targets, are refused", () => {
    const { predict: _, ...silent } = formulas;
    const none = planned(formulaModel(silent));
    expect(() => exportModel(none.plan, none.dataset, parametersOf(none))).toThrow(/gives no prediction/);
    const model = formulaModel(formulas);
    const peeking = planned({
      ...model,
      apply: (parameters, batch, context) => ({
        ...model.apply(parameters, batch, context),
        output: cast(batch.y, "float32"),
      }),
    });
    const attempt = (): Uint8Array => exportModel(peeking.plan, peeking.dataset, parametersOf(peeking));
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(/depends on the targets/);
  });

  test("that end in logits alone are given their softmax", async () => {
    const model = formulaModel(formulas);
    const each = planned({
      ...model,
      apply: (parameters, batch, context) => {
        const { output: _, ...rest } = model.apply(parameters, batch, context);
        return { ...rest, logits: matmul(batch.x, parameters.w!.T) };
      },
    });
    const exported = readModel(exportModel(each.plan, each.dataset, parametersOf(each)), "model.onnx");
    const { data } = await runOnnx(exported, firstRows(each, 5), 5);
    const whole = planned(model);
    expect(mismatch(data, evaluated(whole, parametersOf(each), 5), tolerances.float32.rounding.forward)).toBeNull();
  });
});

test("a parameter without a value is named", () => {
  const each = cases["a yes-or-no model"]!();
  expect(() => exportModel(each.plan, each.dataset, {})).toThrow(/"dense0.weight" has no value/);
});
