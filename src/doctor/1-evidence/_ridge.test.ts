import { expect, test } from "vitest";
import { mismatch, tolerances } from "../../../test/tolerance.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { ridgeAnswers, ridgeOf } from "./_ridge.ts";

const [rows, width, columns] = [12, 3, 2];

/** Columns with mean 0, as the probe's inputs have. */
function centred(random: RandomStream): Float64Array {
  const data = Float64Array.from({ length: rows * width }, () => random.normal());
  for (let j = 0; j < width; j++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * width + j]! / rows;
    for (let i = 0; i < rows; i++) data[i * width + j]! -= mean;
  }
  return data;
}

/** Solves A x = b by elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let k = 0; k < n; k++) {
    const pivot = a.slice(k).reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(a[best]![k]!) ? k + i : best), k);
    [a[k], a[pivot]] = [a[pivot]!, a[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j <= n; j++) a[i]![j]! -= factor * a[k]![j]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

test("each example's answer is that of a fit to all others, with an intercept that is not penalised", () => {
  const random = new RandomStream(1, streams.probe);
  const data = centred(random);
  const targets = Float64Array.from({ length: rows * columns }, () => 5 + random.normal());
  const expected = new Float64Array(rows * columns);
  for (let left = 0; left < rows; left++) {
    const others = Array.from({ length: rows }, (_, i) => i).filter((i) => i !== left);
    const design = (i: number): number[] => [1, ...data.subarray(i * width, (i + 1) * width)];
    for (let c = 0; c < columns; c++) {
      const normal = Array.from({ length: width + 1 }, (_, a) =>
        Array.from(
          { length: width + 1 },
          (_, b) => others.reduce((sum, i) => sum + design(i)[a]! * design(i)[b]!, 0) + (a === b && a > 0 ? width : 0),
        ),
      );
      const right = normal.map((_, a) => others.reduce((sum, i) => sum + design(i)[a]! * targets[i * columns + c]!, 0));
      const weights = solve(normal, right);
      expected[left * columns + c] = design(left).reduce((sum, x, k) => sum + x * weights[k]!, 0);
    }
  }
  const answers = ridgeAnswers(ridgeOf({ rows, width, data }), targets, columns);
  expect(mismatch(answers, expected, tolerances.float64.rounding.gradient)).toBeNull();
});
