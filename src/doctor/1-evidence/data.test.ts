import { describe, expect, test } from "vitest";
import { datasetOf, experimentOf } from "../../../test/evidence-model.ts";
import { permutation, RandomStream, streams } from "../../util/philox.ts";
import { clouds, plane } from "../3-causes/_examples.ts";
import { measureData } from "./data.ts";
import type { DataEvidence } from "./evidence.ts";

function dataOf(data: object, fields: object = {}): DataEvidence {
  const experiment = experimentOf(data, fields);
  return measureData(datasetOf(experiment), experiment);
}

const classifier = {
  loss: "categorical-cross-entropy",
  model: [{ type: "dense", units: 3, activation: "softmax" }],
};

describe("inputs", () => {
  const inputs = [
    [0, 100, 5, 1, -2],
    [1, 300, 5, 3, -6],
    [0, 200, 5, 2, -4],
    [1, 500, 5, 5, -10],
    [0, 400, 5, 4, -8],
    [1, 900, 5, 9, -18],
  ];
  const data = { source: "inline", inputs, targets: [1, 2, 3, 4, 5, 6] };

  test("as the files hold them and as they are fed", () => {
    const found = dataOf({ ...data, inputScaling: { divideBy: 100 } });
    expect(found).toMatchObject({ examples: 6, features: 5, constantColumns: [2] });
    expect(found.inputs).toMatchObject({ min: -18, max: 900 });
    expect(found.inputsAsFed.min).toBeCloseTo(-0.18, 12);
    expect(found.inputsAsFed.max).toBeCloseTo(9, 12);
    expect(found.inputsAsFed.std).toBeCloseTo(found.inputs.std / 100, 12);
  });

  test("columns of different sizes, and the same standardized", () => {
    const raw = dataOf(data);
    // Deviation of the column of hundreds ÷ that of 0 and 1.
    expect(raw.columnScaleRatio).toBeCloseTo(258.199 / 0.5, 2);
    const scaled = dataOf({ ...data, inputScaling: "standardize" });
    expect(scaled.columnScaleRatio).toBeCloseTo(1, 6);
    expect(scaled.largestOffset).toBeLessThan(1e-6);
    expect(raw.largestOffset).toBeCloseTo(400 / 258.199, 3);
  });

  test("columns that are equal, proportional or opposite to another", () => {
    expect(dataOf(data).duplicateColumns).toEqual([
      [1, 3],
      [1, 4],
    ]);
  });

  test("columns that repeat ten others sixty times over, each once", () => {
    const random = new RandomStream(6, streams.probe);
    const inputs = Array.from({ length: 100 }, () => {
      const row = Array.from({ length: 10 }, () => random.normal());
      return Array.from({ length: 610 }, (_, j) => row[j % 10]!);
    });
    const found = dataOf({ source: "inline", inputs, targets: inputs.map(() => random.normal()) });
    expect(found.duplicateColumns).toHaveLength(600);
    expect(found.duplicateColumns.every(([first, second]) => first === second % 10)).toBe(true);
  });

  test("columns alike are found among 300, and those that correlate by 0.999 are not", () => {
    const random = new RandomStream(5, streams.probe);
    const rows = Array.from({ length: 400 }, () => {
      const row = Array.from({ length: 300 }, () => random.normal());
      row[299] = -3 * row[7]! + 2;
      row[200] = row[100]! + 0.045 * random.normal();
      row[250] = row[50]! + 0.005 * random.normal();
      return row;
    });
    const found = dataOf({ source: "inline", inputs: rows, targets: rows.map(() => random.normal()) });
    expect(found.duplicateColumns).toEqual([
      [7, 299],
      [50, 250],
    ]);
  });
});

describe("targets", () => {
  const xs = { source: "inline", inputs: Array.from({ length: 8 }, (_, i) => [i]) };

  test("labels from 1 on, encoded as one-hot rows", () => {
    const data = { ...xs, targets: [1, 2, 3, 1, 2, 1, 1, 3], targetEncoding: "one-hot", firstLabel: 1 };
    const { targets } = dataOf(data, classifier);
    expect(targets).toMatchObject({
      kind: "one-hot",
      width: 3,
      whole: true,
      distinct: [1, 2, 3],
      binary: false,
      oneHotRows: true,
      counts: [4, 2, 2],
      baseRate: 0.5,
    });
    expect(targets.raw).toMatchObject({ min: 1, max: 3 });
    expect(targets.asFed.mean).toBeCloseTo(1 / 3, 12);
    expect(targets.labelEntropy).toBeCloseTo(1.5 * Math.LN2, 12);
  });

  test("labels as a loss takes them", () => {
    const fields = { ...classifier, loss: "sparse-categorical-cross-entropy" };
    const { targets } = dataOf({ ...xs, targets: [0, 1, 2, 0, 1, 0, 0, 2] }, fields);
    expect(targets).toMatchObject({ kind: "labels", width: 1, counts: [4, 2, 2], oneHotRows: false });
    expect(targets.asFed).toMatchObject({ min: 0, max: 2 });
  });

  test("a column of classes for a loss that compares numbers", () => {
    const { targets } = dataOf({ ...xs, targets: [1, 3, 3, 1, 7, 1, 1, 3] }, { task: "classification" });
    expect(targets).toMatchObject({ kind: "values", distinct: [1, 3, 7], counts: [4, 3, 1], baseRate: 0.5 });
  });

  test("whole numbers to be predicted are no classes", () => {
    const { targets } = dataOf({ ...xs, targets: [1, 3, 3, 1, 7, 1, 1, 3] });
    expect(targets).toMatchObject({ whole: true, counts: null, baseRate: null, labelEntropy: null });
  });

  test("several yes-or-no columns are right one by one", () => {
    const rows = [
      [1, 0],
      [1, 1],
      [1, 0],
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 0],
    ];
    const fields = { loss: "binary-cross-entropy", task: "multilabel", model: [{ type: "dense", units: 2 }] };
    const { targets } = dataOf({ ...xs, targets: rows }, fields);
    expect(targets).toMatchObject({ binary: true, oneHotRows: false, counts: [7, 2], rowsSumToOne: false });
    expect(targets.baseRate).toBeCloseTo((7 / 8 + 6 / 8) / 2, 12);
  });

  test("one-hot columns, probabilities, and scaled values", () => {
    const hot = dataOf(
      { ...xs, targets: xs.inputs.map(([i]) => [0, 1, 2].map((c) => Number(i! % 3 === c))) },
      classifier,
    );
    expect(hot.targets).toMatchObject({ kind: "values", width: 3, oneHotRows: true, counts: [3, 3, 2] });
    const soft = dataOf({ ...xs, targets: xs.inputs.map(() => [0.333, 0.333, 0.333]) }, classifier);
    expect(soft.targets).toMatchObject({ oneHotRows: false, rowsSumToOne: true, counts: null });
    const scaled = dataOf({ ...xs, targets: [0, 100, 200, 300, 400, 500, 600, 700], targetScaling: "minmax" });
    expect(scaled.targets.raw.max).toBe(700);
    expect(scaled.targets.asFed.max).toBeCloseTo(1, 6);
  });
});

describe("the order of the file", () => {
  const { inputs, targets } = clouds(4, { examples: 400 });
  const order = permutation(400, 1, streams.probe, 0);
  const fields = { ...classifier, model: [{ type: "dense", units: 4, activation: "softmax" }] };
  const orderOf = (which: (i: number) => number, more: object = fields): number =>
    dataOf({ source: "inline", inputs, targets: inputs.map((_, i) => which(i)), targetEncoding: "one-hot" }, more)
      .orderedness;

  test("is about 1 when mixed, the number of classes when sorted, 0 when in turn", () => {
    expect(orderOf((i) => targets[order[i]!] as number)).toBeGreaterThan(0.7);
    expect(orderOf((i) => targets[order[i]!] as number)).toBeLessThan(1.3);
    expect(orderOf((i) => Math.floor(i / 100))).toBeCloseTo(4, 0);
    expect(orderOf((i) => i % 4)).toBe(0);
  });

  test("is seen of numbers too, by tenths", () => {
    const { inputs: rows, targets: values } = plane({ examples: 300 });
    const ordered = (of: readonly number[]): number =>
      dataOf({ source: "inline", inputs: rows, targets: of }).orderedness;
    expect(ordered(values as number[])).toBeLessThan(1.5);
    expect(ordered([...(values as number[])].sort((a, b) => a - b))).toBeGreaterThan(9);
  });

  test("is 1 where there is nothing to compare", () => {
    expect(dataOf({ source: "inline", inputs: [[1]], targets: [1] }).orderedness).toBe(1);
  });
});
