/**
 * @file Makes of any picture of one dark or bright sign what a model was trained on: grey, of the model's size, the
 * sign fitted into a box and placed by its centre of mass, as MNIST was made (LeCun, Bottou, Bengio, Haffner 1998).
 */
import { DataError } from "../util/errors.ts";

/** One number a pixel, row by row: 0 is black, 255 is white. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Uint8Array;
}

/** The pictures a model takes. */
export interface ImageInput {
  readonly height: number;
  readonly width: number;
  readonly background: "dark" | "bright";
  /** What the signs of the training images are fitted into. */
  readonly boxHeight: number;
  readonly boxWidth: number;
}

/** A picture whose levels differ by less than this shows nothing. */
const leastContrast = 16;
/** Paper's grain and a scan's noise stay below this part of the ink. */
const noise = 0.1;

/** Median of the outermost pixels. */
export function borderMedian({ width, height, data }: Grey): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(data[x]!, data[(height - 1) * width + x]!);
  for (let y = 0; y < height; y++) border.push(data[y * width]!, data[y * width + width - 1]!);
  border.sort((a, b) => a - b);
  return border[border.length >> 1]!;
}

interface Levels {
  readonly background: number;
  readonly bright: boolean;
  /** Between the background and the level that is farthest from it. */
  readonly contrast: number;
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

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest rectangle around all pixels above 0, or null where there are none. */
export function boundsOf({ width, height, data }: Grey): Bounds | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!(data[y * width + x]! > 0)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** How far each pixel is from the background towards the sign, 255 where it is farthest; noise becomes 0. */
export function inkOf(grey: Grey, { background, bright, contrast }: Levels): Grey {
  const data = Float32Array.from(grey.data, (v) => {
    const ink = (bright ? background - v : v - background) / contrast;
    return ink < noise ? 0 : ink * 255;
  });
  return { ...grey, data };
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
  const ink = inkOf(grey, levels);
  const bounds = boundsOf(ink)!;
  const scale = Math.min(target.boxWidth / bounds.width, target.boxHeight / bounds.height);
  const size = (side: number): number => Math.max(1, Math.round(side * scale));
  const fitted = averaged(ink, bounds, size(bounds.width), size(bounds.height));
  const placed = placedByMass(fitted, target);
  return target.background === "dark" ? placed : placed.map((v) => 255 - v);
}

/** The part of an image at another size: each pixel is the average over the area that it covers, the largest 255. */
function averaged(image: Grey, part: Bounds, width: number, height: number): Grey {
  const columns = overlaps(part.left, part.width, width);
  const rows = overlaps(part.top, part.height, height);
  const data = new Float32Array(width * height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      let sum = 0;
      for (const [i, heightOf] of row)
        for (const [j, widthOf] of column) sum += heightOf * widthOf * image.data[i * image.width + j]!;
      data[y * width + x] = sum;
    });
  });
  const largest = data.reduce((a, b) => Math.max(a, b), 0);
  return { width, height, data: data.map((v) => (v * 255) / largest) };
}

/** For each of `to` equal parts of [start, start + from): the pixels that it covers, and how much of each. */
function overlaps(start: number, from: number, to: number): [pixel: number, length: number][][] {
  return Array.from({ length: to }, (_, k) => {
    const [begin, end] = [(k * from) / to, ((k + 1) * from) / to];
    const first = Math.floor(begin);
    const count = Math.min(Math.ceil(end), from) - first;
    return Array.from({ length: count }, (_, i): [number, number] => {
      const length = Math.min(end, first + i + 1) - Math.max(begin, first + i);
      return [start + first + i, length];
    });
  });
}

/** On black, shifted so that the centre of mass is at pixel (height / 2, width / 2), but never over the edge. */
function placedByMass(image: Grey, target: ImageInput): Uint8Array {
  let [mass, massX, massY] = [0, 0, 0];
  image.data.forEach((v, i) => {
    mass += v;
    massX += v * (i % image.width);
    massY += v * Math.floor(i / image.width);
  });
  // Halves go down: what fills the box evenly has equal margins.
  const offset = (center: number, size: number, room: number): number =>
    Math.min(Math.max(0, Math.ceil(room / 2 - center - 0.5)), room - size);
  const left = offset(massX / mass, image.width, target.width);
  const top = offset(massY / mass, image.height, target.height);
  const bytes = new Uint8Array(target.width * target.height);
  image.data.forEach((v, i) => {
    const [x, y] = [left + (i % image.width), top + Math.floor(i / image.width)];
    bytes[y * target.width + x] = Math.round(v);
  });
  return bytes;
}
