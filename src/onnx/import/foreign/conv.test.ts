/** @file Ranges of convolutions: each channel by its own weights, padding and strides included. */
import { expect, test } from "vitest";
import type { Box } from "../../../graph/box.ts";
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant } from "../../../ops/constant.ts";
import { input } from "../../../ops/input.ts";
import { analyse } from "../../../ranges/analyse.ts";
import { averagePool } from "./averagePool.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./convTranspose.ts";

const inner = { strides: [1], dilations: [1], pads: [0, 0], group: 1 } as const;
const x = input("x", "float64", [2, 1, 6]);
const weights = (shape: readonly number[], values: readonly number[]): Node =>
  constant(toValue("float64", shape, values));

const boxOf = (y: Node, lo = -1, hi = 2): Box =>
  analyse({ inputs: [x], outputs: new Map([["y", y]]) }, new Map([[x, { lo, hi, nan: false }]])).box(y);

function expectChannels({ lo, hi }: Box, expected: readonly (readonly [number, number])[]): void {
  expect(lo.length).toBe(expected.length);
  expected.forEach(([least, most], channel) => {
    expect(lo[channel]).toBeCloseTo(least, 12);
    expect(hi[channel]).toBeCloseTo(most, 12);
  });
}

test("positive weights take one end of the input's range and negative ones the other, in each filter", () => {
  const w = weights([2, 1, 2], [3, -1, 1, 1]);
  expectChannels(boxOf(conv(x, w, null, inner)), [
    [-5, 7],
    [-2, 4],
  ]);
});

test("a bias moves the range of its filter only", () => {
  const w = weights([2, 1, 2], [3, -1, 1, 1]);
  const b = constant(toValue("float64", [2], [10, 0]));
  expectChannels(boxOf(conv(x, w, b, inner)), [
    [5, 17],
    [-2, 4],
  ]);
});

test("padding adds zeros to what a window may see", () => {
  const w = weights([1, 1, 2], [1, 1]);
  expectChannels(boxOf(conv(x, w, null, { ...inner, pads: [1, 0] }), 1, 2), [[0, 4]]);
  expectChannels(boxOf(conv(x, w, null, inner), 1, 2), [[2, 4]]);
});

test("a transposed convolution with a stride sums only the windows that meet", () => {
  const w = weights([1, 1, 4], [1, 10, 1, 10]);
  // windows of 4 every 2: elements 0 and 2 meet, and 1 and 3
  const attrs = { ...inner, strides: [2], outputPadding: [0] };
  expectChannels(boxOf(convTranspose(x, w, null, attrs), 0, 1), [[0, 20]]);
});

test("an average stays between the numbers that it averages, and reaches 0 where padding counts", () => {
  const pool = { kernel: [3], strides: [1], dilations: [1], pads: [1, 1], ceil: false } as const;
  expectChannels(boxOf(averagePool(x, { ...pool, countPadding: false }), 1, 2), [[1, 2]]);
  expectChannels(boxOf(averagePool(x, { ...pool, countPadding: true }), 1, 2), [[0, 2]]);
});
