import { expect, test } from "vitest";
import { floatLimits, roundTo } from "./float.ts";
import { type HalfType, halfBits, halfValue } from "./half.ts";

const types: readonly HalfType[] = ["float16", "bfloat16"];

test.each(types)("every 16 bits of %s come back from their number", (type) => {
  const lost: number[] = [];
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfValue(bits, type);
    if (Number.isNaN(value) ? !Number.isNaN(halfValue(halfBits(value, type), type)) : halfBits(value, type) !== bits) {
      lost.push(bits);
    }
  }
  expect(lost).toEqual([]);
});

test.each(types)("%s rounds to the nearer neighbour, and between two to the even one", (type) => {
  const wrong: string[] = [];
  for (let bits = 0; bits < 0x7fff; bits++) {
    const [lower, upper] = [halfValue(bits, type), halfValue(bits + 1, type)];
    if (!Number.isFinite(upper)) break;
    const middle = (lower + upper) / 2;
    const even = bits % 2 === 0 ? lower : upper;
    for (const sign of [1, -1]) {
      if (roundTo(sign * middle, type) !== sign * even) wrong.push(`${sign * middle} in the middle`);
      if (roundTo(sign * (middle + middle * 2 ** -50), type) !== sign * upper) wrong.push(`above ${sign * middle}`);
      if (roundTo(sign * (middle - middle * 2 ** -50), type) !== sign * lower) wrong.push(`below ${sign * middle}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("float16 overflows at 65520, and bfloat16 half an ulp above its largest number", () => {
  expect(roundTo(65519.999, "float16")).toBe(65504);
  expect(roundTo(65520, "float16")).toBe(Number.POSITIVE_INFINITY);
  expect(roundTo(-65520, "float16")).toBe(Number.NEGATIVE_INFINITY);
  const { max } = floatLimits.bfloat16;
  expect(roundTo(max * (1 + 2 ** -10), "bfloat16")).toBe(max);
  expect(roundTo(max * (1 + 2 ** -8), "bfloat16")).toBe(Number.POSITIVE_INFINITY);
});

test("half the smallest number is 0 with its sign, and a little more is the smallest", () => {
  for (const type of types) {
    const { minPositive } = floatLimits[type];
    expect(roundTo(-minPositive / 2, type)).toBe(-0);
    expect(roundTo((minPositive / 2) * 1.001, type)).toBe(minPositive);
  }
  expect(roundTo(Number.NaN, "float16")).toBeNaN();
  expect(roundTo(0.1, "float32")).toBe(Math.fround(0.1));
});
