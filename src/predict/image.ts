/**
 * @file Makes of any picture of one dark or bright sign what a model was trained on: grey, of the model's size, the
 * sign centred.
 */
import { DataError } from "../util/errors.ts";
import { type Centring, centred, type Grey, inkOf, type Levels } from "./centre.ts";

/** The pictures a model takes. */
export interface ImageInput extends Centring {
  readonly background: "dark" | "bright";
}

/** A picture whose levels differ by less than this shows nothing. */
const leastContrast = 16;

/** Median of the outermost pixels. */
export function borderMedian({ width, height, data }: Grey): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(data[x]!, data[(height - 1) * width + x]!);
  for (let y = 0; y < height; y++) border.push(data[y * width]!, data[y * width + width - 1]!);
  border.sort((a, b) => a - b);
  return border[border.length >> 1]!;
}

/** The background is bright where the levels below it reach farther than those above. */
export function levelsOf(grey: Grey): Levels {
  const background = borderMedian(grey);
  let [lo, hi] = [background, background];
  for (const v of grey.data) {
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  const bright = background - lo > hi - background;
  return { background, bright, contrast: bright ? background - lo : hi - background };
}

/** Bytes of the model's size. A picture that has the size and background already is taken as it is. */
export function prepareImage(grey: Grey, target: ImageInput, where: string): Uint8Array {
  const levels = levelsOf(grey);
  if (levels.contrast < leastContrast) {
    throw new DataError("There is nothing to see in the image", {
      where,
      found: `all of its ${grey.width} × ${grey.height} pixels are nearly as bright as its border`,
    });
  }
  const isReady = grey.width === target.width && grey.height === target.height;
  if (isReady && levels.bright === (target.background === "bright")) return Uint8Array.from(grey.data, Math.round);
  const placed = centred(inkOf(grey, levels), target)!;
  return target.background === "dark" ? placed : placed.map((v) => 255 - v);
}
