/** @file Least squares with a penalty, each example answered by a fit to all others, in closed form. */
import type { ProbeInputs } from "./_probeInputs.ts";

/** A = XᵀX + λ made ready for many targets. */
export interface Ridge {
  readonly inputs: ProbeInputs;
  /** A⁻¹ Xᵀ, a row for each column of X. */
  readonly solution: Float64Array;
  /** How much of its own target each example's answer holds: 1/n + xᵀ A⁻¹ x. */
  readonly leverage: Float64Array;
}

/**
 * The penalty is the number of columns: the best there is for as much noise as signal, σ² d / ‖w‖² with σ² = ‖w‖²
 * (Hoerl and Kennard, Ridge regression, 1970).
 */
export function ridgeOf(inputs: ProbeInputs): Ridge {
  const { rows, width, data } = inputs;
  const factor = cholesky(normalMatrix(inputs, width), width);
  const solution = new Float64Array(width * rows);
  const leverage = new Float64Array(rows);
  const column = new Float64Array(width);
  for (let i = 0; i < rows; i++) {
    const x = data.subarray(i * width, (i + 1) * width);
    forward(factor, width, x, column);
    leverage[i] = 1 / rows + column.reduce((sum, z) => sum + z * z, 0);
    backward(factor, width, column);
    for (let k = 0; k < width; k++) solution[k * rows + i] = column[k]!;
  }
  return { inputs, solution, leverage };
}

/** XᵀX + λ, its lower triangle. */
function normalMatrix({ rows, width, data }: ProbeInputs, penalty: number): Float64Array {
  const matrix = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    const x = data.subarray(i * width, (i + 1) * width);
    for (let a = 0; a < width; a++) {
      const scale = x[a]!;
      for (let b = 0, at = a * width; b <= a; b++, at++) matrix[at]! += scale * x[b]!;
    }
  }
  for (let a = 0; a < width; a++) matrix[a * width + a]! += penalty;
  return matrix;
}

/** The lower triangular L with L Lᵀ = A, in the place of A. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j]!;
    }
  }
  return matrix;
}

/** Solves L z = x. */
function forward(factor: Float64Array, n: number, x: Float64Array, z: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * z[k]!;
    z[i] = sum / factor[i * n + i]!;
  }
}

/** Solves Lᵀ y = z in the place of z, column by column of Lᵀ so that memory is read in order. */
function backward(factor: Float64Array, n: number, z: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const y = z[i]! / factor[i * n + i]!;
    z[i] = y;
    for (let k = 0; k < i; k++) z[k]! -= factor[i * n + k]! * y;
  }
}

/** For each example the answer of a fit without it: (ŷ − h y) / (1 − h), h the leverage. */
export function ridgeAnswers(
  { inputs, solution, leverage }: Ridge,
  targets: Float64Array,
  columns: number,
): Float64Array {
  const { rows, width, data } = inputs;
  const weights = new Float64Array(width * columns);
  for (let k = 0; k < width; k++)
    for (let i = 0; i < rows; i++) {
      const scale = solution[k * rows + i]!;
      for (let c = 0; c < columns; c++) weights[k * columns + c]! += scale * targets[i * columns + c]!;
    }
  const mean = new Float64Array(columns);
  for (let k = 0; k < targets.length; k++) mean[k % columns]! += targets[k]! / rows;
  const answers = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < width; k++) {
      const x = data[i * width + k]!;
      for (let c = 0; c < columns; c++) answers[i * columns + c]! += x * weights[k * columns + c]!;
    }
    const h = leverage[i]!;
    for (let c = 0; c < columns; c++) {
      const at = i * columns + c;
      answers[at] = (mean[c]! + answers[at]! - h * targets[at]!) / (1 - h);
    }
  }
  return answers;
}
