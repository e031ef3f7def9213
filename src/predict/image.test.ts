/** @file Pictures of one sign become what the model was trained on, wherever and however the sign was drawn. */
import { describe, expect, test } from "vitest";
import { DataError } from "../util/errors.ts";
import { boundsOf, type Grey } from "./centre.ts";
import { type ImageInput, prepareImage } from "./image.ts";

const mnist: ImageInput = { height: 28, width: 28, background: "dark", boxHeight: 20, boxWidth: 20 };

/** A picture of `paper` with a rectangle of `ink`. */
function rectangle(width: number, height: number, [left, top, w, h]: readonly number[], paper = 255, ink = 0): Grey {
  const data = new Float32Array(width * height).fill(paper);
  for (let y = top!; y < top! + h!; y++) data.fill(ink, y * width + left!, y * width + left! + w!);
  return { width, height, data };
}

const prepared = (grey: Grey, target = mnist): Grey => ({
  width: target.width,
  height: target.height,
  data: prepareImage(grey, target, "x.png"),
});

describe("a sign is", () => {
  test.each([
    ["wide", [10, 30, 80, 40], { left: 4, top: 9, width: 20, height: 10 }],
    ["tall", [70, 5, 20, 90], { left: 12, top: 4, width: 4, height: 20 }],
    ["square in a corner", [0, 0, 50, 50], { left: 4, top: 4, width: 20, height: 20 }],
    ["small", [95, 95, 5, 5], { left: 4, top: 4, width: 20, height: 20 }],
  ] as const)("fitted into the box and centred where it was %s", (_what, place, expected) => {
    expect(boundsOf(prepared(rectangle(120, 100, place)))).toEqual(expected);
  });

  test("white on black, whatever it was drawn with", () => {
    const place = [40, 20, 30, 60];
    const expected = prepared(rectangle(100, 100, place, 255, 0)).data;
    expect(new Set(expected)).toEqual(new Set([0, 255]));
    for (const [paper, ink] of [
      [0, 255],
      [200, 60],
      [30, 90],
      [128, 200],
      [128, 20],
    ] as const) {
      expect(prepared(rectangle(100, 100, place, paper, ink)).data, `${ink} on ${paper}`).toEqual(expected);
    }
  });

  test("black on white where the model was trained so", () => {
    const dark = prepared(rectangle(100, 100, [40, 20, 30, 60])).data;
    const bright = prepared(rectangle(100, 100, [40, 20, 30, 60]), { ...mnist, background: "bright" }).data;
    expect(Array.from(bright, (v) => 255 - v)).toEqual(Array.from(dark));
  });

  test("placed by its centre of mass, at pixel 14", () => {
    const grey = rectangle(100, 100, [10, 10, 80, 16]);
    const data = Float32Array.from(grey.data);
    for (let y = 26; y < 90; y++) data.fill(0, y * 100 + 10, y * 100 + 26);
    const { data: bytes } = prepared({ ...grey, data });
    let [mass, x, y] = [0, 0, 0];
    bytes.forEach((v, i) => {
      mass += v;
      x += v * (i % 28);
      y += v * Math.floor(i / 28);
    });
    expect(Math.abs(x / mass - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(y / mass - 14)).toBeLessThanOrEqual(0.5);
  });

  test("never pushed over the edge: where the box is the whole image it stays whole", () => {
    const full: ImageInput = { ...mnist, boxHeight: 28, boxWidth: 28 };
    expect(boundsOf(prepared(rectangle(100, 100, [20, 30, 56, 56]), full))).toEqual({
      left: 0,
      top: 0,
      width: 28,
      height: 28,
    });
    expect(boundsOf(prepared(rectangle(100, 100, [20, 3, 1, 90]), full))).toMatchObject({
      top: 0,
      height: 28,
      width: 1,
    });
  });
});

test("shrinking averages the area that a pixel covers, and keeps thin lines bright", () => {
  // Stripes of one pixel in every two: half the ink everywhere.
  const data = Float32Array.from({ length: 80 * 80 }, (_, i) =>
    i % 80 >= 20 && i % 80 < 60 && i >= 1600 && i < 4800 && i % 2 === 0 ? 0 : 255,
  );
  const { data: bytes } = prepared({ width: 80, height: 80, data });
  expect(new Set(bytes)).toEqual(new Set([0, 255]));
  const line = prepared(rectangle(1000, 1000, [500, 100, 2, 800]));
  expect(Math.max(...line.data)).toBe(255);
});

test("noise of the paper is no part of the sign", () => {
  const grey = rectangle(100, 100, [40, 20, 30, 60], 220, 20);
  const noisy = { ...grey, data: grey.data.map((v, i) => (v === 220 ? 220 - ((i * 7919) % 13) : v)) };
  expect(boundsOf(prepared(noisy))).toEqual(boundsOf(prepared(grey)));
});

describe("an image of the model's size", () => {
  test("with the right background is taken as it is", () => {
    const grey = rectangle(28, 28, [3, 2, 9, 5], 7, 180);
    expect(prepareImage(grey, mnist, "x.png")).toEqual(Uint8Array.from(grey.data));
  });

  test("with the other background is prepared as any other", () => {
    expect(boundsOf(prepared(rectangle(28, 28, [3, 2, 10, 5])))).toEqual({ left: 4, top: 9, width: 20, height: 10 });
  });
});

test.each([0, 128, 255])("an empty picture of %i is refused with its size", (level) => {
  const grey = rectangle(40, 30, [5, 5, 10, 10], level, level === 0 ? 8 : level - 8);
  expect(() => prepareImage(grey, mnist, "x.png")).toThrow(DataError);
  expect(() => prepareImage(grey, mnist, "x.png")).toThrow(/nothing to see/);
});

test("pictures of one pixel's width or height work", () => {
  const line = Float32Array.from({ length: 50 }, (_, i) => (i > 10 && i < 20 ? 0 : 255));
  expect(boundsOf(prepared({ width: 50, height: 1, data: line }))).toMatchObject({ width: 20, height: 2 });
  expect(boundsOf(prepared({ width: 1, height: 50, data: line }))).toMatchObject({ width: 2, height: 20 });
});
