/** @file A decoded PNG of any kind as grey levels: palettes resolved, transparency put on a background. */
import type { DecodedPng } from "fast-png";
import { DataError } from "../util/errors.ts";
import type { Grey } from "./centre.ts";
import { borderMedian } from "./image.ts";

/** Luma of Rec. 601. */
const luma = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;

/** Reads channel c of a pixel as the file states it. */
type Reader = (x: number, y: number, c: number) => number;

function readerOf({ width, channels, depth, data }: DecodedPng): Reader {
  if (depth >= 8) return (x, y, c) => data[(y * width + x) * channels + c]!;
  // Rows of less than 8 bits a pixel have one channel and start at a whole byte; the first pixel has the high bits.
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  return (x, y) => {
    const bit = x * depth;
    return (data[y * rowBytes + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
  };
}

/** Brightness and opacity of a pixel, 0 to 255. */
interface Pixels {
  brightness(x: number, y: number): number;
  opacity(x: number, y: number): number;
}

function pixelsOf(png: DecodedPng, where: string): Pixels {
  const read = readerOf(png);
  if (png.palette) return paletteOf(png.palette, read, where);
  const scale = 255 / (2 ** png.depth - 1);
  const isColor = png.channels >= 3;
  // Without an alpha channel, one grey level or color may be declared transparent.
  const clear = png.transparency;
  const isClear = (x: number, y: number): boolean =>
    clear !== undefined && clear.length > 0 && clear.every((v, c) => read(x, y, c) === v);
  const alpha = png.channels === 2 ? 1 : png.channels === 4 ? 3 : null;
  return {
    brightness: (x, y) => scale * (isColor ? luma(read(x, y, 0), read(x, y, 1), read(x, y, 2)) : read(x, y, 0)),
    opacity: (x, y) => (alpha === null ? (isClear(x, y) ? 0 : 255) : scale * read(x, y, alpha)),
  };
}

function paletteOf(palette: readonly (readonly number[])[], read: Reader, where: string): Pixels {
  const entry = (x: number, y: number): readonly number[] => {
    const color = palette[read(x, y, 0)];
    if (color) return color;
    throw new DataError("The PNG file is damaged", {
      where,
      found: `color ${read(x, y, 0)} in a palette of ${palette.length}`,
    });
  };
  return {
    brightness: (x, y) => {
      const [r, g, b] = entry(x, y);
      return luma(r!, g!, b!);
    },
    opacity: (x, y) => entry(x, y)[3] ?? 255,
  };
}

export function toGrey(png: DecodedPng, where: string): Grey {
  const { width, height } = png;
  const pixels = pixelsOf(png, where);
  const brightness = new Float32Array(width * height);
  const opacity = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      brightness[i] = pixels.brightness(x, y);
      opacity[i] = pixels.opacity(x, y);
    }
  }
  const behind = backdrop({ width, height, data: brightness }, { width, height, data: opacity });
  const data = brightness.map((v, i) => (v * opacity[i]! + behind * (255 - opacity[i]!)) / 255);
  return { width, height, data };
}

/** What shows through: the border's level, or where the border is transparent, the opposite of what is drawn. */
function backdrop(brightness: Grey, opacity: Grey): number {
  if (borderMedian(opacity) >= 128) return borderMedian(brightness);
  let [sum, weight] = [0, 0];
  brightness.data.forEach((v, i) => {
    sum += v * opacity.data[i]!;
    weight += opacity.data[i]!;
  });
  return weight === 0 || sum / weight < 128 ? 255 : 0;
}
