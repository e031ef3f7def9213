/** @file Numbers as float32 or float64, refused where they are not finite there. */
import type { Precision } from "../experiment/types.ts";
import { DataError } from "../util/errors.ts";

export function floatsOf(
  numbers: ArrayLike<number>,
  precision: Precision,
  where: (index: number) => string,
): Float32Array | Float64Array {
  const floats = precision === "float64" ? Float64Array.from(numbers) : Float32Array.from(numbers);
  for (let i = 0; i < floats.length; i++) {
    if (Number.isFinite(floats[i])) continue;
    const found = numbers[i]!;
    const message = Number.isFinite(found) ? `A number is too large for ${precision}` : "A number is not finite";
    throw new DataError(message, {
      where: where(i),
      found: String(found),
      help: "correct or remove the example, or use another unit",
    });
  }
  return floats;
}
