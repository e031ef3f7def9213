/** @file The one table of tolerances: by dtype, by accuracy of the op, for values and for gradients. */
import type { Accuracy } from "../src/graph/op.ts";

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Random results are compared by their distribution, never element by element. */
type Compared = Exclude<Accuracy, "random">;

type Table = Readonly<Record<"float32" | "float64", Record<Compared, Record<"forward" | "gradient", Tolerance>>>>;

export const tolerances: Table = {
  float64: {
    exact: {
      forward: { relative: 0, absolute: 0 },
      gradient: { relative: 1e-8, absolute: 1e-9 },
    },
    rounding: {
      forward: { relative: 1e-13, absolute: 1e-14 },
      // differences of fourth order with steps of 1e-4 are good to about 1e-11 of the largest value
      gradient: { relative: 1e-8, absolute: 1e-9 },
    },
  },
  float32: {
    exact: {
      forward: { relative: 0, absolute: 0 },
      gradient: { relative: 2e-6, absolute: 1e-7 },
    },
    rounding: {
      // a few roundings of 6e-8 each, and sums of some hundred terms
      forward: { relative: 4e-6, absolute: 4e-7 },
      gradient: { relative: 2e-5, absolute: 2e-6 },
    },
  },
};

/** What the onnx package's own runner allows between its test vectors and a backend; halves keep 3 or 2 digits. */
export const onnxVectorTolerance = (dtype: string): Tolerance => {
  if (dtype === "bfloat16") return { relative: 2e-2, absolute: 1e-3 };
  return dtype === "float16" ? { relative: 5e-3, absolute: 1e-4 } : { relative: 1e-3, absolute: 1e-7 };
};

/** How far a value may be from what is expected; infinities and NaN must be met exactly. */
export function isClose(actual: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
}

/** The first mismatch in words, or null. */
export function mismatch(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance): string | null {
  if (actual.length !== expected.length) return `${actual.length} elements, expected ${expected.length}`;
  for (let i = 0; i < actual.length; i++) {
    if (!isClose(actual[i]!, expected[i]!, tolerance)) return `element ${i} is ${actual[i]}, expected ${expected[i]}`;
  }
  return null;
}
