/** @file Examples as pictures, where the inputs are pictures in grey. */
import { featureCount, type Inputs } from "../data/dataset.ts";
import { base64 } from "../util/base64.ts";
import type { Picture } from "./views.ts";

/** Height and width; null where an example is no picture in grey. */
export function pictureSize({ shape }: Inputs): readonly [number, number] | null {
  const [, height, width, ...rest] = shape;
  return height !== undefined && width !== undefined && rest.every((d) => d === 1) ? [height, width] : null;
}

/** Bytes as they are; other numbers from the least to the largest of all examples. */
export function pictureOf(inputs: Inputs): ((example: number) => Picture) | null {
  const size = pictureSize(inputs);
  if (!size) return null;
  const [height, width] = size;
  const features = featureCount(inputs);
  const byte = byteOf(inputs.data);
  return (example) => {
    const pixels = inputs.data.subarray(example * features, (example + 1) * features);
    return { image: base64(Uint8Array.from(pixels as ArrayLike<number>, byte)), width, height };
  };
}

function byteOf(data: Inputs["data"]): (x: number) => number {
  if (data instanceof Uint8Array) return (x) => x;
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of data) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return (x) => (hi > lo ? Math.round((255 * (x - lo)) / (hi - lo)) : 0);
}
