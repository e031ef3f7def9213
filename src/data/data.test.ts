import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "../util/errors.ts";
import { batchBounds, batchesOf, epochOrder, positionOf } from "./batches.ts";
import type { Affine, Examples, Inputs } from "./dataset.ts";
import { exampleCount, selectExamples } from "./dataset.ts";
import { labelsFrom, toLabels, toOneHot, toValues } from "./encoding.ts";
import { inputAffine, targetAffine } from "./scaling.ts";
import { firstExamples, setAside } from "./split.ts";
import { classCounts, inputStatistics, overall, statisticsOf } from "./statistics.ts";

/** Example i has the inputs 2i and 2i + 1 and the label i mod 3. */
const numbered = (n: number): Examples => ({
  inputs: { data: Float32Array.from({ length: 2 * n }, (_, i) => i), shape: [n, 2] },
  targets: { kind: "labels", labels: Int32Array.from({ length: n }, (_, i) => i % 3), classes: 3 },
});
const ids = (examples: Examples): number[] =>
  Array.from({ length: exampleCount(examples) }, (_, i) => examples.inputs.data[2 * i]! / 2);
const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

describe("the order of an epoch", () => {
  test("has every example once, differs between epochs and seeds, and is the same each time", () => {
    const order = epochOrder(100, 7, 0, true);
    expect(sorted(order)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(epochOrder(100, 7, 0, true)).toEqual(order);
    expect(epochOrder(100, 7, 1, true)).not.toEqual(order);
    expect(epochOrder(100, 8, 0, true)).not.toEqual(order);
  });

  test("for seed 0 is this one on every platform and in every version", () => {
    expect([...epochOrder(8, 0, 0, true)]).toMatchInlineSnapshot(`
      [
        7,
        6,
        4,
        5,
        0,
        1,
        2,
        3,
      ]
    `);
  });

  test("without shuffling is that of the file", () => {
    expect([...epochOrder(4, 7, 3, false)]).toEqual([0, 1, 2, 3]);
  });
});

describe("batches", () => {
  test.each([
    [10, 4, { size: 4, perEpoch: 3, lastSize: 2 }],
    [8, 4, { size: 4, perEpoch: 2, lastSize: 4 }],
    [3, 4, { size: 3, perEpoch: 1, lastSize: 3 }],
    [3, "full", { size: 3, perEpoch: 1, lastSize: 3 }],
    [1, 1, { size: 1, perEpoch: 1, lastSize: 1 }],
  ] as const)("of %d examples by %s", (n, size, expected) => {
    expect(batchesOf(n, size)).toEqual(expected);
  });

  test("cover every position once, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 600 }), (n, size) => {
        const batches = batchesOf(n, size);
        const bounds = Array.from({ length: batches.perEpoch }, (_, batch) => batchBounds(batches, batch));
        expect(bounds.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
          Array.from({ length: n }, (_, i) => i),
        );
      }),
    );
  });

  test("are found again from the number of a step", () => {
    expect(positionOf(7, batchesOf(10, 4))).toEqual({ epoch: 2, batch: 1 });
  });
});

describe("setting a part aside", () => {
  test("leaves each example in exactly one part, in the order of the file", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, fraction, seed) => {
          const { rest, aside } = setAside(numbered(n), fraction, "validation", seed);
          expect(ids(rest)).toEqual(sorted(ids(rest)));
          expect(ids(aside)).toEqual(sorted(ids(aside)));
          expect(sorted([...ids(rest), ...ids(aside)])).toEqual(Array.from({ length: n }, (_, i) => i));
          expect(exampleCount(aside)).toBe(Math.min(n - 1, Math.max(1, Math.round(fraction * n))));
          expect(aside.targets).toEqual({
            kind: "labels",
            labels: Int32Array.from(ids(aside), (i) => i % 3),
            classes: 3,
          });
        },
      ),
    );
  });

  test("depends on the seed and on which part it is", () => {
    const aside = (part: "validation" | "test", seed: number): number[] =>
      ids(setAside(numbered(50), 0.3, part, seed).aside);
    expect(aside("validation", 1)).toEqual(aside("validation", 1));
    expect(aside("validation", 1)).not.toEqual(aside("validation", 2));
    expect(aside("validation", 1)).not.toEqual(aside("test", 1));
  });

  test("of a single example is refused", () => {
    expect(() => setAside(numbered(1), 0.5, "validation", 0)).toThrow(DataError);
  });

  test("is not the same as taking the first few", () => {
    expect(ids(firstExamples(numbered(9), 4))).toEqual([0, 1, 2, 3]);
    const whole = numbered(3);
    expect(firstExamples(whole, null)).toBe(whole);
    expect(firstExamples(whole, 5)).toBe(whole);
  });

  test("keeps the kind of array", () => {
    const bytes: Examples = {
      inputs: { data: Uint8Array.of(1, 2, 3, 4), shape: [2, 1, 2] },
      targets: { kind: "values", data: Float64Array.of(5, 6), width: 1 },
    };
    expect(selectExamples(bytes, Int32Array.of(1, 1, 0))).toEqual({
      inputs: { data: Uint8Array.of(3, 4, 3, 4, 1, 2), shape: [3, 1, 2] },
      targets: { kind: "values", data: Float64Array.of(6, 6, 5), width: 1 },
    });
  });
});

describe("statistics", () => {
  const columns = { data: Float64Array.of(1, 5, 1e9, 2, 5, 1e9 + 1, 3, 5, 1e9 + 2), width: 3 };

  test("are those of each feature, also where the mean is a billion times the deviation", () => {
    const { min, max, mean, std, constant, examples } = statisticsOf(columns.data, columns.width);
    expect([examples, constant]).toEqual([3, [1]]);
    expect([[...min], [...max], [...mean]]).toEqual([
      [1, 5, 1e9],
      [3, 5, 1e9 + 2],
      [2, 5, 1e9 + 1],
    ]);
    expect([...std]).toEqual([Math.sqrt(2 / 3), 0, Math.sqrt(2 / 3)]);
  });

  test("call a column constant although the sum of its numbers is rounded", () => {
    const { mean, std, constant } = statisticsOf(new Float64Array(10).fill(0.1), 1);
    expect([[...mean], [...std], constant]).toEqual([[0.1], [0], [0]]);
  });

  test("of all numbers together are those of one long column", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })), { minLength: 1 }),
        (rows) => {
          const data = Uint8Array.from(rows.flat());
          const together = overall(inputStatistics({ data, shape: [rows.length, 2] }));
          const column = statisticsOf(data, 1);
          expect([together.min, together.max]).toEqual([column.min[0], column.max[0]]);
          expect(together.mean).toBeCloseTo(column.mean[0]!, 9);
          expect(together.std).toBeCloseTo(column.std[0]!, 9);
        },
      ),
    );
  });

  test("count the classes, also those that do not occur", () => {
    expect([...classCounts({ kind: "labels", labels: Int32Array.of(2, 0, 2), classes: 4 })]).toEqual([1, 0, 2, 0]);
  });
});

describe("scaling", () => {
  const column = (a: Affine["subtract"], j: number): number => (typeof a === "number" ? a : a[j]!);
  const scaled = ({ data, shape }: Inputs, { subtract, multiply }: Affine): number[] =>
    Array.from(data, (x, i) => (x - column(subtract, i % shape[1]!)) * column(multiply, i % shape[1]!));
  const inputs: Inputs = { data: Float32Array.of(1, -4, 7, 3, -2, 7, 5, 2, 7), shape: [3, 3] };
  const bytes: Inputs = { data: Uint8Array.of(0, 51, 255, 102), shape: [2, 2] };

  test("none leaves numbers alone", () => {
    expect(scaled(inputs, inputAffine("none", inputs, false))).toEqual([...inputs.data]);
  });

  test("standardize gives each column mean 0 and deviation 1, and only shifts a constant one", () => {
    const { mean, std } = statisticsOf(scaled(inputs, inputAffine("standardize", inputs, false)), 3);
    for (const [j, expected] of [1, 1, 0].entries()) {
      expect(mean[j]).toBeCloseTo(0, 12);
      expect(std[j]).toBeCloseTo(expected, 12);
    }
  });

  test("standardize of pixels uses one mean and one deviation", () => {
    const affine = inputAffine("standardize", bytes, true);
    expect([typeof affine.subtract, typeof affine.multiply]).toEqual(["number", "number"]);
    const { mean, std } = statisticsOf(scaled(bytes, affine), 1);
    expect(mean[0]).toBeCloseTo(0, 12);
    expect(std[0]).toBeCloseTo(1, 12);
  });

  test("minmax maps each column onto [0, 1]", () => {
    const { min, max } = statisticsOf(scaled(inputs, inputAffine("minmax", inputs, false)), 3);
    expect([[...min], [...max]]).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
  });

  test("unit divides bytes by 255 and other columns by their largest magnitude", () => {
    expect(scaled(bytes, inputAffine("unit", bytes, true))).toEqual([0, 51 / 255, 1, 102 / 255]);
    const { min, max } = statisticsOf(scaled(inputs, inputAffine("unit", inputs, false)), 3);
    expect([[...min], [...max]]).toEqual([
      [1 / 5, -1, 1],
      [1, 0.5, 1],
    ]);
  });

  test("by given numbers is (x − mean) / std, or x / n", () => {
    expect(scaled(inputs, inputAffine({ mean: [1, 0, 7], std: 2 }, inputs, false))).toEqual([
      0, -2, 0, 1, -1, 0, 2, 1, 0,
    ]);
    expect(scaled(bytes, inputAffine({ divideBy: 51 }, bytes, true))).toEqual([0, 1, 5, 2]);
    expect(() => inputAffine({ mean: [1, 2], std: 1 }, inputs, false)).toThrow(/data\.inputScaling\.mean does not fit/);
  });

  test("of targets leaves labels alone", () => {
    const values = { kind: "values", data: Float32Array.of(2, 4), width: 1 } as const;
    expect(targetAffine("standardize", values)).toEqual({ subtract: Float64Array.of(3), multiply: Float64Array.of(1) });
    expect(targetAffine("minmax", numbered(3).targets)).toEqual({ subtract: 0, multiply: 1 });
  });
});

describe("labels", () => {
  test("are counted where the number of classes is not said", () => {
    expect(labelsFrom([0, 3, 1], null).classes).toBe(4);
    expect(labelsFrom([0, 1], 10).classes).toBe(10);
  });

  test.each([
    ["a fraction", [0, 0.5], 3, /not a whole number/, "example 1"],
    ["a negative number", [0, 1, -1], 3, /out of range/, "example 2"],
    ["the number of classes", [0, 3], 3, /out of range/, "example 1"],
    ["a negative number, classes not said", [-2], null, /out of range/, "example 0"],
    ["2^31", [2 ** 31], null, /out of range/, "example 0"],
    ["an infinite one", [Number.POSITIVE_INFINITY], null, /not a whole number/, "example 0"],
    ["NaN", [Number.NaN], 3, /not a whole number/, "example 0"],
  ])("refuse %s with the row", (_name, numbers, classes, message, where) => {
    expect(() => labelsFrom(numbers, classes)).toThrow(message);
    expect(() => labelsFrom(numbers, classes)).toThrow(
      expect.objectContaining({ exitCode: 4, detail: expect.objectContaining({ where }) }),
    );
  });

  test("refuse identifiers that would make a million classes", () => {
    expect(() => labelsFrom([1_000_000, 5, 7], null)).toThrow(/do not look like class numbers/);
  });

  test("go to one-hot rows and to numbers and back", () => {
    const labels = labelsFrom([2, 0], 3);
    expect([...toOneHot(labels).data]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(toLabels(toValues(labels), 3)).toEqual(labels);
    expect(toLabels(labels, null)).toBe(labels);
    expect(() => toLabels(toOneHot(labels), 3)).toThrow(/one target column/);
  });
});
