/** @file Every initializer: moments, shape, and that a value depends on seed, parameter and place alone. */
import { describe, expect, test } from "vitest";
import type { InitSpec } from "../../src/experiment/types.ts";
import { initializers } from "../../src/nn/init/index.ts";
import { initialize } from "../../src/nn/network.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";

const fan = { in: 120, out: 80 };
const shape = [fan.in, fan.out];
const seed = 20240607;

const specs: readonly InitSpec[] = [
  { name: "he-normal" },
  { name: "he-uniform" },
  { name: "glorot-normal" },
  { name: "glorot-uniform" },
  { name: "lecun-normal" },
  { name: "lecun-uniform" },
  { name: "normal", std: 0.3, mean: -2 },
  { name: "uniform", limit: 0.7 },
  { name: "zeros" },
  { name: "constant", value: 1.5 },
  { name: "orthogonal", gain: 1.3 },
];

const fill = (spec: InitSpec, sizes = shape, substream = 0): Float64Array =>
  initializers
    .find(({ name }) => name === spec.name)!
    .fill(sizes, fan, spec, new RandomStream(seed, streams.weights, substream));

const mean = (values: Float64Array): number => values.reduce((total, x) => total + x, 0) / values.length;

test("every initializer of the registry is tested here", () => {
  expect(specs.map(({ name }) => name).toSorted()).toEqual(initializers.map(({ name }) => name).toSorted());
});

describe.each(specs)("$name", (spec) => {
  const values = fill(spec);
  const record = initializers.find(({ name }) => name === spec.name)!;

  test("gives finite numbers, one for each element", () => {
    expect(values).toHaveLength(fan.in * fan.out);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test(`has the stated variance (seed ${seed})`, () => {
    const center = mean(values);
    const measured = mean(values.map((x) => (x - center) ** 2));
    const stated = record.variance(fan, spec) ?? 0;
    // The standard error of the variance of n normal values is √(2 / n) of it; five of them.
    expect(Math.abs(measured - stated)).toBeLessThanOrEqual(5 * Math.sqrt(2 / values.length) * stated);
  });

  test("gives the same values again, and others for another parameter if it is random", () => {
    expect(fill(spec)).toEqual(values);
    const isRandom = record.variance(fan, spec) !== null;
    expect(fill(spec, shape, 1).some((x, i) => x !== values[i])).toBe(isRandom);
  });
});

test.each(specs.filter(({ name }) => name !== "orthogonal"))(
  "value i of $name does not depend on how many follow",
  (spec) => {
    expect(fill(spec).subarray(0, 35)).toEqual(fill(spec, [5, 7]));
  },
);

test("uniform values stay within the limit and reach towards both ends", () => {
  const values = fill({ name: "uniform", limit: 0.7 });
  expect(Math.max(...values)).toBeLessThan(0.7);
  expect(Math.max(...values)).toBeGreaterThan(0.69);
  expect(Math.min(...values)).toBeLessThan(-0.69);
});

test("the mean of normal is the stated one", () => {
  expect(Math.abs(mean(fill({ name: "normal", std: 0.3, mean: -2 })) + 2)).toBeLessThan((5 * 0.3) / Math.sqrt(9600));
});

test("he-normal is not truncated", () => {
  const std = Math.sqrt(2 / fan.in);
  const beyondTwo = fill({ name: "he-normal" }).filter((x) => Math.abs(x) > 2 * std).length / 9600;
  expect(beyondTwo).toBeGreaterThan(0.035);
  expect(beyondTwo).toBeLessThan(0.056);
});

describe.each([
  [12, 5],
  [5, 12],
  [7, 7],
])("orthogonal of shape %i × %i", (rows, columns) => {
  test("has orthogonal vectors of norm gain along its shorter side", () => {
    const gain = 1.3;
    const q = fill({ name: "orthogonal", gain }, [rows, columns]);
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const at = (vector: number, k: number): number =>
      rows >= columns ? q[k * columns + vector]! : q[vector * columns + k]!;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
        expect(Math.abs(dot - (i === j ? gain ** 2 : 0))).toBeLessThan(1e-14);
      }
    }
  });
});

test("changing one parameter leaves the first values of the others alone", () => {
  const parameter = (name: string, init: InitSpec) => ({
    name,
    shape: [4, 3],
    init,
    fan: { in: 4, out: 3 },
    decay: true,
  });
  const before = initialize([parameter("a", { name: "he-normal" }), parameter("b", { name: "he-normal" })], seed);
  const after = initialize([parameter("a", { name: "zeros" }), parameter("b", { name: "he-normal" })], seed);
  expect(after.b).toEqual(before.b);
  expect(after.a).not.toEqual(before.a);
});
