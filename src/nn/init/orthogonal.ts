/** @file orthogonal: orthonormal columns (or rows, whichever are fewer), times a gain. */
import type { InitSpec } from "../../experiment/types.ts";
import type { RandomStream } from "../../util/philox.ts";
import { sizeOf } from "../../util/shape.ts";
import type { Initializer } from "./_initializer.ts";

export const orthogonalInitializer: Initializer<Extract<InitSpec, { name: "orthogonal" }>> = {
  name: "orthogonal",
  formula: "gain · Q of the QR decomposition of a standard normal matrix, diagonal of R positive",
  source: "Saxe et al., Exact solutions to the nonlinear dynamics of learning, 2014 (arXiv 1312.6120)",
  variance: (fan, { gain }) => gain ** 2 / Math.max(fan.in, fan.out),
  fill: (shape, _fan, { gain }, random) => {
    const columns = shape.at(-1) ?? 1;
    const rows = sizeOf(shape) / columns;
    return rows >= columns
      ? transposed(orthonormalRows(columns, rows, gain, random), columns, rows)
      : orthonormalRows(rows, columns, gain, random);
  },
};

/** `count` ≤ `length` vectors, stored one after the other, each of norm `gain`, made orthogonal in turn. */
function orthonormalRows(count: number, length: number, gain: number, random: RandomStream): Float64Array {
  const vectors = new Float64Array(count * length);
  for (let i = 0; i < vectors.length; i++) vectors[i] = random.normal();
  for (let i = 0; i < count; i++) {
    const vector = vectors.subarray(i * length, (i + 1) * length);
    // Twice is enough: one pass of Gram–Schmidt may leave errors of 1e-16 times the condition number.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) removeComponent(vector, vectors.subarray(j * length, (j + 1) * length));
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k]! /= norm;
  }
  return vectors.map((v) => gain * v);
}

function removeComponent(vector: Float64Array, unit: Float64Array): void {
  const projection = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k]! -= projection * unit[k]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j]!;
  return result;
}
