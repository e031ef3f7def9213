/** @file Writes test/fixtures/digits: digits of MNIST's test part as PNG files of the kinds that people have. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encode, type ImageData } from "fast-png";
import { readImageSet } from "../src/data/node/imageSet.ts";
import { parseIdx } from "../src/data/readers/idx.ts";

const folder: string = fileURLToPath(new URL("../test/fixtures/digits", import.meta.url));
const side = 28;

const { testImages, testLabels } = readImageSet("mnist", null);
const pixels = parseIdx(testImages.bytes, testImages.file).data;
const labels = parseIdx(testLabels.bytes, testLabels.file).data;

/** Ink of an image between its pixels, 0 to 1. */
type Ink = (x: number, y: number) => number;

function inkOf(index: number): Ink {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= side || y >= side ? 0 : pixels[(index * side + y) * side + x]! / 255;
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [dx, dy] = [x - left, y - top];
    const row = (line: number): number => at(left, line) * (1 - dx) + at(left + 1, line) * dx;
    return row(top) * (1 - dy) + row(top + 1) * dy;
  };
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Where the corner of the digit's square is, and how many pixels make one of its own. */
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

const whole: Picture = { width: side, height: side, left: 0, top: 0, scale: 1 };

/** The picture with `paint` giving the channels of a pixel for its ink. */
function draw(ink: Ink, picture: Picture, format: Partial<ImageData>, paint: (ink: number) => number[]): Uint8Array {
  const { width, height, left, top, scale } = picture;
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const channels = paint(ink((x + 0.5 - left) / scale - 0.5, (y + 0.5 - top) / scale - 0.5));
      values.push(...channels.map(Math.round));
    }
  }
  const { depth = 8, channels = 1 } = format;
  const data = depth === 16 ? Uint16Array.from(values) : Uint8Array.from(values);
  return encode({ width, height, data, depth, channels, ...format });
}

const offCentre: Picture = { width: 140, height: 140, left: 34, top: -6, scale: 4 };
const tall: Picture = { width: 90, height: 180, left: 3, top: 70, scale: 3 };
const wide: Picture = { width: 200, height: 112, left: 100, top: 8, scale: 3.5 };

const fixtures: readonly (readonly [index: number, name: string, make: (ink: Ink) => Uint8Array])[] = [
  [0, "as-is", (ink) => draw(ink, whole, {}, (v) => [255 * v])],
  [1, "as-is", (ink) => draw(ink, whole, {}, (v) => [255 * v])],
  [2, "black-on-white", (ink) => draw(ink, offCentre, { channels: 3 }, (v) => Array(3).fill(255 * (1 - v)))],
  [3, "black-on-transparent", (ink) => draw(ink, tall, { channels: 4 }, (v) => [0, 0, 0, 255 * v])],
  [4, "white-on-transparent", (ink) => draw(ink, wide, { channels: 2 }, (v) => [255, 255 * v])],
  [
    7,
    "blue-pen-on-grey-paper",
    (ink) => draw(ink, wide, { channels: 3 }, (v) => [210 - 180 * v, 205 - 170 * v, 200 - 60 * v]),
  ],
  [11, "16-bit", (ink) => draw(ink, offCentre, { depth: 16 }, (v) => [60000 - 50000 * v])],
  [
    18,
    "palette",
    (ink) =>
      draw(
        ink,
        tall,
        {
          palette: [
            [250, 250, 240],
            [20, 20, 40],
          ],
        },
        (v) => [v > 0.5 ? 1 : 0],
      ),
  ],
];

mkdirSync(folder, { recursive: true });
for (const [index, name, make] of fixtures) {
  const bytes = make(inkOf(index));
  writeFileSync(`${folder}/${labels[index]}-${name}.png`, bytes);
}
