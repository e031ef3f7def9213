/** @file What a drawing becomes is what `evenkeel predict` makes of the same picture. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { boundsOf, type Grey, mnistCentring } from "../../src/predict/centre.ts";
import { toGrey } from "../../src/predict/grey.ts";
import { type ImageInput, prepareImage } from "../../src/predict/image.ts";
import { decodePng, pngParts } from "../../src/predict/png.ts";
import { networkPixels, paperSide } from "./drawing.ts";

const mnist: ImageInput = { ...mnistCentring, background: "dark" };
const digits = fileURLToPath(new URL("../../test/fixtures/digits/", import.meta.url));

function pictureIn(name: string): Grey {
  const file = join(digits, name);
  return toGrey(decodePng(pngParts(readFileSync(file), file)), file);
}

/** The digit as somebody would draw it: four times as large, somewhere on the black paper. */
function onPaper(digit: Uint8Array, [left, top]: readonly [number, number]): Grey {
  const data = new Uint8Array(paperSide * paperSide);
  for (let y = 0; y < 112; y++) {
    for (let x = 0; x < 112; x++) data[(top + y) * paperSide + left + x] = digit[(y >> 2) * 28 + (x >> 2)]!;
  }
  return { width: paperSide, height: paperSide, data };
}

const names = readdirSync(digits);

describe("a drawing is centred as prediction centres it", () => {
  test("with eight pictures to compare", () => expect(names.length).toBe(8));

  test.each(names)("drawn like %s", (name) => {
    const digit = prepareImage(pictureIn(name), mnist, name);
    for (const place of [
      [84, 84],
      [0, 0],
      [168, 30],
    ] as const) {
      const paper = onPaper(digit, place);
      const shown = networkPixels(paper, true)!;
      expect(shown).toEqual(prepareImage(paper, mnist, name));
      const { width, height } = boundsOf({ width: 28, height: 28, data: shown })!;
      expect(Math.max(width, height)).toBe(20);
    }
  });
});

describe("without centring", () => {
  test("a drawing stays where and as large as it is", () => {
    const data = new Uint8Array(paperSide * paperSide);
    for (let y = 10; y < 90; y++) data.fill(255, y * paperSide + 20, y * paperSide + 50);
    const shown = networkPixels({ width: paperSide, height: paperSide, data }, false)!;
    expect(boundsOf({ width: 28, height: 28, data: shown })).toEqual({ left: 2, top: 1, width: 3, height: 8 });
    expect(new Set(shown)).toEqual(new Set([0, 255]));
  });
});

test.each([true, false])("of empty paper nothing is shown, centred: %s", (isCentred) => {
  const data = new Uint8Array(paperSide * paperSide);
  expect(networkPixels({ width: paperSide, height: paperSide, data }, isCentred)).toBeNull();
});

test("paper that is inked to its edges is ink, and no bright paper", () => {
  const data = new Uint8Array(paperSide * paperSide).fill(255);
  const shown = networkPixels({ width: paperSide, height: paperSide, data }, true)!;
  expect(boundsOf({ width: 28, height: 28, data: shown })).toEqual({ left: 4, top: 4, width: 20, height: 20 });
});
