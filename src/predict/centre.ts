/**
 * @file A sign fitted into a box of a picture and placed by its centre of mass, as MNIST was made (LeCun, Bottou, Bengio,
 * Haffner 1998). Imports nothing: pages that are drawn on use it as well.
 */

/** One number a pixel, row by row: 0 is black, 255 is white. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Uint8Array;
}

export interface Levels {
  /** Of the paper, where the ink is not. */
  readonly background: number;
  readonly bright: boolean;
  /** Between the background and the level that is farthest from it. */
  readonly contrast: number;
}

/** The size of a picture, and what its sign is fitted into. */
export interface Centring {
  readonly height: number;
  readonly width: number;
  readonly boxHeight: number;
  readonly boxWidth: number;
}

/** As MNIST's digits are. */
export const mnistCentring: Centring = { height: 28, width: 28, boxHeight: 20, boxWidth: 20 };

/** Paper's grain and a scan's noise stay below this part of the ink. */
const noise = 0.1;

/** How far each pixel is from the background towards the sign, 255 where it is farthest; noise becomes 0. */
export function inkOf(grey: Grey, { background, bright, contrast }: Levels): Grey {
  // A loop: Float32Array.from takes 10 ms for what is drawn on, more than all the rest.
  const data = new Float32Array(grey.data.length);
  for (let i = 0; i < data.length; i++) {
    const ink = (bright ? background - grey.data[i]! : grey.data[i]! - background) / contrast;
    data[i] = ink < noise ? 0 : ink * 255;
  }
  return { ...grey, data };
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

/** White on black. null where there is no ink. */
export function centred(ink: Grey, target: Centring): Uint8Array | null {
  const bounds = boundsOf(ink);
  if (!bounds) return null;
  const scale = Math.min(target.boxWidth / bounds.width, target.boxHeight / bounds.height);
  const size = (side: number): number => Math.max(1, Math.round(side * scale));
  return placedByMass(averaged(ink, bounds, size(bounds.width), size(bounds.height)), target);
}

/** The part of an image at another size: each pixel is the average over the area that it covers, the largest 255. */
export function averaged(image: Grey, part: Bounds, width: number, height: number): Grey {
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
function placedByMass(image: Grey, target: Centring): Uint8Array {
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
