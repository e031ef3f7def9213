/** @file Arithmetic on values in float64: fits, deviations, elementwise functions, transposes. */
import type { TypedArray, Value } from "../../graph/dtype.ts";
import { toValue } from "../../graph/dtype.ts";
import { type Shape, sameShape, sizeOf } from "../../util/shape.ts";

/**
 * Two gradients are the same below this. Sums in float64 differ by about 1e-13 where they are formed in another order,
 * and mistakes of a formula by 1e-3 and more; 1e-6 lies between them.
 */
export const sameBelow = 1e-6;

export const numbers = (shape: Shape, data: ArrayLike<number>): Value => toValue("float64", shape, data);

export const filled = (shape: Shape, x: number): Value => numbers(shape, new Float64Array(sizeOf(shape)).fill(x));

export function mapNumbers(a: Value, f: (x: number, i: number) => number): Value {
  const { data } = a;
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = f(data[i]!, i);
  return { shape: a.shape, dtype: "float64", data: out };
}

/** f of the elements of two values of one size. */
export const zipNumbers = (a: Value, b: Value, f: (x: number, y: number) => number): Value =>
  mapNumbers(a, (x, i) => f(x, b.data[i]!));

export const times = (a: Value, factor: number): Value => mapNumbers(a, (x) => factor * x);
export const product = (a: Value, b: Value): Value => zipNumbers(a, b, (x, y) => x * y);
export const difference = (a: Value, b: Value): Value => zipNumbers(a, b, (x, y) => x - y);
export const sumOf = (values: readonly Value[]): Value => values.reduce((a, b) => zipNumbers(a, b, (x, y) => x + y));

/** ⟨a, b⟩ = Σ aᵢ bᵢ */
export function dot(a: Value, b: Value): number {
  let total = 0;
  for (let i = 0; i < a.data.length; i++) total += a.data[i]! * b.data[i]!;
  return total;
}

/** Scaled by the largest element, so that squares neither overflow nor vanish. */
export function norm(a: Value): number {
  const largest = largestSize(a);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let total = 0;
  for (const x of a.data) total += (x / largest) ** 2;
  return largest * Math.sqrt(total);
}

/** The largest |x|; NaN where there is one. */
export function largestSize(a: Value): number {
  let largest = 0;
  for (const x of a.data) {
    if (Number.isNaN(x)) return x;
    if (Math.abs(x) > largest) largest = Math.abs(x);
  }
  return largest;
}

/** The least and the largest element. */
export function extremes({ data }: Value): [number, number] {
  let [lo, hi] = [data[0] ?? 0, data[0] ?? 0];
  for (const x of data) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return [lo, hi];
}

/** Where x is largest. */
export function largestIndex(data: TypedArray): number {
  let best = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i;
  return best;
}

export const allFinite = (a: Value): boolean => a.data.every(Number.isFinite);
export const isZero = (a: Value): boolean => a.data.every((x) => x === 0);

/** Σ xᵢ */
export function total(a: Value): number {
  let sum = 0;
  for (const x of a.data) sum += x;
  return sum;
}

export const nonZeroes = (a: Value): number => total(mapNumbers(a, (x) => (x === 0 ? 0 : 1)));

export interface Comparison {
  /** ‖a − b‖ / ‖b‖; 0 where they are equal. */
  readonly deviation: number;
  /** ⟨a, b⟩ / (‖a‖ ‖b‖); NaN where one of them vanishes. */
  readonly cosine: number;
  /** ⟨a, b⟩ / ⟨b, b⟩, the number f for which f · b is nearest to a. */
  readonly factor: number;
}

/** Both are scaled by b's largest element, so that no square of a small gradient vanishes. */
export function compared(a: Value, b: Value): Comparison {
  const scale = 1 / (largestSize(b) || 1);
  let [aa, ab, bb, dd] = [0, 0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i]! * scale, b.data[i]! * scale];
    aa += x * x;
    ab += x * y;
    bb += y * y;
    dd += (x - y) * (x - y);
  }
  return { deviation: dd === 0 ? 0 : Math.sqrt(dd / bb), cosine: ab / Math.sqrt(aa * bb), factor: ab / bb };
}

export const deviation = (a: Value, b: Value): number => compared(a, b).deviation;

interface Fit {
  /** The factor f for which f · model is nearest. */
  readonly factor: number;
  /** ‖a − f · model‖ / ‖a‖ */
  readonly residual: number;
}

/** Least squares for a = f · model. */
function fit(a: Value, model: Value): Fit {
  const size = norm(model);
  const direction = times(model, 1 / size);
  const along = dot(a, direction);
  return { factor: along / size, residual: norm(zipNumbers(a, direction, (x, d) => x - along * d)) / norm(a) };
}

/** The factor by which `a` is a multiple of `model`; null where it is none. */
export function multipleOf(a: Value, model: Value): number | null {
  const { length } = a.data;
  if (length !== model.data.length || !mayBeMultiple(a.data, model.data)) return null;
  const { factor, residual } = fit(a, model);
  return residual < sameBelow && factor !== 0 && Number.isFinite(factor) ? factor : null;
}

/** Elements that are looked at first. */
const few = 64;

/** Whether some of the elements have one ratio, so that it is worth to look at all. */
function mayBeMultiple(a: TypedArray, model: TypedArray): boolean {
  const stride = Math.max(1, Math.floor(a.length / few));
  let [aa, ab, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += stride) {
    aa += a[i]! * a[i]!;
    ab += a[i]! * model[i]!;
    bb += model[i]! * model[i]!;
  }
  // roundings leave less than 1e-12 of the squares
  return !(aa * bb - ab * ab > 1e-3 * sameBelow * aa * bb);
}

export interface PlaneFit {
  readonly first: number;
  readonly second: number;
  readonly residual: number;
}

/** Least squares for a = first · u + second · v; null where u and v are nearly parallel. */
export function fitPlane(a: Value, u: Value, v: Value): PlaneFit | null {
  const [sizeU, sizeV] = [norm(u), norm(v)];
  const [x, y] = [times(u, 1 / sizeU), times(v, 1 / sizeV)];
  const c = dot(x, y);
  const determinant = 1 - c * c;
  // below this a third of float64's digits is lost
  if (!(determinant > 1e-10)) return null;
  const [p, q] = [dot(a, x), dot(a, y)];
  const [alongX, alongY] = [(p - c * q) / determinant, (q - c * p) / determinant];
  const rest = mapNumbers(a, (value, i) => value - alongX * x.data[i]! - alongY * y.data[i]!);
  return { first: alongX / sizeU, second: alongY / sizeV, residual: norm(rest) / norm(a) };
}

export function transposed(a: Value): Value {
  const [rows, columns] = a.shape as [number, number];
  const data = new Float64Array(a.data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[j * rows + i] = a.data[i * columns + j]!;
  return numbers([columns, rows], data);
}

const isReversed = (a: Shape, b: Shape): boolean => a.length === 2 && b.length === 2 && sameShape([a[1]!, a[0]!], b);

/** The value in the given shape, transposed where that fits; else null. */
export function inShape(a: Value, shape: Shape): Value | null {
  if (sameShape(a.shape, shape)) return a;
  return isReversed(a.shape, shape) ? transposed(a) : null;
}

/** The sum over one axis of a matrix; the other axis is kept. */
export function sumAlong(a: Value, axis: 0 | 1): Value {
  const [rows, columns] = a.shape as [number, number];
  const out = new Float64Array(axis === 0 ? columns : rows);
  a.data.forEach((x, i) => {
    out[axis === 0 ? i % columns : Math.floor(i / columns)]! += x;
  });
  return numbers([out.length], out);
}

/** The value with every element 0 but those of entry `index` along an axis. */
export function onlyEntry(a: Value, axis: number, index: number): Value {
  const inner = sizeOf(a.shape.slice(axis + 1));
  const size = a.shape[axis]!;
  return mapNumbers(a, (x, i) => (Math.floor(i / inner) % size === index ? x : 0));
}
