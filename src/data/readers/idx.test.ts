import { describe, expect, test } from "vitest";
import { DataError } from "../../util/errors.ts";
import { RandomStream } from "../../util/philox.ts";
import { parseIdx } from "./idx.ts";
import { imageExamples } from "./images.ts";

const u32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const idx = (code: number, dimensions: readonly number[], elements: readonly number[]): Uint8Array =>
  Uint8Array.from([0, 0, code, dimensions.length, ...dimensions.flatMap(u32), ...elements]);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i & 255);
const bytes = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);

describe("an IDX file", () => {
  test("of bytes is read without a copy", () => {
    const file = idx(8, [2, 3], range(6));
    const array = parseIdx(file, "f");
    expect(array).toEqual({ type: "uint8", shape: [2, 3], data: bytes(...range(6)) });
    expect(array.data.buffer).toBe(file.buffer);
  });

  test.each([
    [9, [255, 1], [-1, 1]],
    [11, [255, 254, 1, 0], [-2, 256]],
    [12, [255, 255, 255, 253, 0, 1, 0, 0], [-3, 65536]],
    [13, [0xbf, 0xc0, 0, 0, 0x40, 0, 0, 0], [-1.5, 2]],
    [14, [0xbf, 0xf8, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0], [-1.5, 2]],
  ])("of element type %d is read big-endian, from any offset of a larger buffer", (code, elements, expected) => {
    const file = idx(code, [2], elements);
    const inside = new Uint8Array(file.length + 3);
    inside.set(file, 3);
    expect([...parseIdx(inside.subarray(3), "f").data]).toEqual(expected);
  });
});

const hostile: [string, Uint8Array, RegExp][] = [
  ["nothing", bytes(), /cut short/],
  ["one byte", bytes(0), /cut short/],
  ["three bytes", bytes(0, 0, 8), /cut short/],
  ["a magic number alone", bytes(0, 0, 8, 1), /cut short/],
  ["half of the dimensions", bytes(0, 0, 8, 2, 0, 0, 0, 1, 0, 0), /cut short/],
  ["a first byte that is not 0", bytes(1, 0, 8, 1, 0, 0, 0, 1, 5), /not an IDX file/],
  ["a second byte that is not 0", bytes(0, 1, 8, 1, 0, 0, 0, 1, 5), /not an IDX file/],
  ["a little-endian magic number", bytes(1, 8, 0, 0, 1, 0, 0, 0, 5), /not an IDX file/],
  ["a gzip file", bytes(0x1f, 0x8b, 8, 0, 0, 0), /not an IDX file/],
  ["a zip file", bytes(0x50, 0x4b, 3, 4), /not an IDX file/],
  ["a PNG image", bytes(0x89, 0x50, 0x4e, 0x47), /not an IDX file/],
  ["text", new TextEncoder().encode("x0,x1\n1,2\n"), /not an IDX file/],
  ["an HTML page", new TextEncoder().encode("<!doctype html>"), /not an IDX file/],
  ["element type 0", idx(0, [1], [5]), /unknown element type/],
  ["element type 10", idx(10, [1], [5]), /unknown element type/],
  ["element type 15", idx(15, [1], [5]), /unknown element type/],
  ["element type 255", idx(255, [1], [5]), /unknown element type/],
  ["no dimensions", bytes(0, 0, 8, 0, 5), /impossible number of dimensions/],
  ["nine dimensions", idx(8, [1, 1, 1, 1, 1, 1, 1, 1, 1], [5]), /impossible number of dimensions/],
  ["255 dimensions", bytes(0, 0, 8, 255), /impossible number of dimensions/],
  ["a dimension of 0", idx(8, [0], []), /empty/],
  ["a dimension of 0 behind others", idx(8, [3, 0, 2], []), /empty/],
  ["a dimension of 0 beside one of 2^32 − 1", idx(8, [0xffffffff, 0], []), /empty/],
  ["one element too few", idx(8, [2, 3], range(5)), /cut short/],
  ["one element too many", idx(8, [2, 3], range(7)), /bytes after its end/],
  ["a second array behind the first", bytes(...idx(8, [1], [1]), ...idx(8, [1], [1])), /bytes after its end/],
  ["half an element", idx(14, [1], range(7)), /cut short/],
  ["half an element too many", idx(11, [1], range(3)), /bytes after its end/],
  ["2^32 − 1 elements that are not there", idx(8, [0xffffffff], [1]), /cut short/],
  ["dimensions whose product wraps to 0 in 32 bits", idx(8, [0x10000, 0x10000], []), /cut short/],
  ["dimensions whose product wraps to 1 in 64 bits", idx(8, [0xffffffff, 0xffffffff, 0x80000001, 2], [1]), /too large/],
  ["dimensions whose product is 2^256", idx(14, Array(8).fill(0xffffffff), [1]), /too large/],
  ["a dimension with the sign bit set", idx(8, [0x80000000], [1]), /cut short/],
];

describe("a damaged IDX file is refused with the file and the byte", () => {
  test.each(hostile)("%s", (_name, file, message) => {
    const read = (): unknown => parseIdx(file, "data/f.idx");
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect((error as DataError).detail.where).toMatch(/^data\/f\.idx, byte \d+$/);
      expect((error as DataError).exitCode).toBe(4);
    }
  });

  test("at every length it can be cut to", () => {
    const file = idx(8, [2, 2], range(4));
    for (let length = 0; length < file.length; length++) {
      expect(() => parseIdx(file.subarray(0, length), "f"), `${length} bytes`).toThrow(DataError);
    }
  });

  test("and 5000 mutated files either parse to what their header says or are refused", () => {
    const seed = 20_240_501;
    const random = new RandomStream(seed, 5);
    const original = idx(8, [3, 2, 2], range(12));
    for (let trial = 0; trial < 5000; trial++) {
      let file = original.slice(0, random.below(4) ? original.length : random.below(original.length));
      for (let edits = random.below(4); edits >= 0 && file.length > 0; edits--) {
        const at = random.below(Math.min(file.length, 20));
        file[at] = random.below(2) ? [0, 1, 127, 128, 255][random.below(5)]! : random.below(256);
      }
      if (random.below(5) === 0) file = Uint8Array.from([...file, random.below(256)]);
      try {
        const { shape, data } = parseIdx(file, "f");
        expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      } catch (error) {
        expect(error, `seed ${seed}, trial ${trial}: ${[...file].join()}`).toBeInstanceOf(DataError);
      }
    }
  });
});

describe("a pair of image and label files", () => {
  const images = { file: "images", bytes: idx(8, [3, 2, 2], range(12)) };
  const labels = (...numbers: number[]): { file: string; bytes: Uint8Array } => ({
    file: "labels",
    bytes: idx(8, [numbers.length], numbers),
  });

  test("gives examples whose bytes stay bytes", () => {
    expect(imageExamples(images, labels(0, 2, 1), null, "float32")).toEqual({
      inputs: { data: bytes(...range(12)), shape: [3, 2, 2] },
      targets: { kind: "labels", labels: Int32Array.of(0, 2, 1), classes: 3 },
    });
  });

  const signed = { file: "labels", bytes: idx(9, [3], [0, 255, 1]) };
  const fractions = { file: "labels", bytes: idx(13, [3], [0x3f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) };
  const infinite = { file: "images", bytes: idx(13, [3, 1], [0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) };
  const large = { file: "images", bytes: idx(14, [3, 1], [0x7f, 0xe0, ...Array(22).fill(0)]) };
  test.each([
    ["whose counts differ", images, labels(0, 1), null, /not as many labels/],
    ["that are swapped", labels(0, 1, 2), images, null, /holds no images/],
    ["that are both images", images, images, null, /holds no labels/],
    ["with a label past the last class", images, labels(0, 1, 9), 9, /out of range/],
    ["with a negative label", images, signed, 9, /out of range/],
    ["with half a label", images, fractions, 9, /not a whole number/],
    ["with an infinite pixel", infinite, labels(0, 1, 2), null, /not finite/],
    ["with a pixel that float32 cannot hold", large, labels(0, 1, 2), null, /too large for float32/],
  ] as const)("%s is refused", (_name, first, second, classes, message) => {
    const read = (): unknown => imageExamples(first, second, classes, "float32");
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
  });
});
