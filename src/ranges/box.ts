/** @file Box: what the elements of a tensor may be, cell by cell. */
import type { Shape } from "../util/shape.ts";

/**
 * Axis a is cut into parts that begin at 0 and at each of `cuts[a]` (rising, in 1 … size − 1). The cells of the grid,
 * row-major, hold lo ≤ x ≤ hi, and whether NaN is possible. Infinite bounds mean that the infinity itself is a value.
 */
export interface Box {
  readonly shape: Shape;
  readonly cuts: readonly (readonly number[])[];
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly nan: Uint8Array;
}
