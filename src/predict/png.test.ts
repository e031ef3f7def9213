/** @file PNG files of every kind become grey levels; damaged files are refused with a reason. */
import { readdirSync, readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { randomStream, seed } from "../../test/samples.ts";
import { DataError } from "../util/errors.ts";
import { toGrey } from "./grey.ts";
import { decodePng, mostPixels, pngParts } from "./png.ts";

const greyOf = (bytes: Uint8Array): number[] =>
  Array.from(toGrey(decodePng(pngParts(bytes, "x.png")), "x.png").data, Math.round);

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
}

/** A PNG file from its header, other chunks and unfiltered rows. */
function pngOf(
  { width, height, depth, color }: Header,
  rows: readonly number[][],
  others: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, color, 0, 0, 0], 8);
  const data = deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row])));
  const chunks = [chunk("IHDR", header), ...others, chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

describe("grey levels of", () => {
  test.each([
    [1, [0b10110000], [255, 0, 255, 255, 0]],
    [2, [0b00011011, 0b11000000], [0, 85, 170, 255, 255]],
    [4, [0x0f, 0x18, 0xa0], [0, 255, 17, 136, 170]],
    [8, [0, 1, 127, 254, 255], [0, 1, 127, 254, 255]],
    [16, [0, 0, 1, 1, 128, 128, 254, 254, 255, 255], [0, 1, 128, 254, 255]],
  ])("%i bits", (depth, row, expected) => {
    expect(greyOf(pngOf({ width: 5, height: 1, depth, color: 0 }, [row]))).toEqual(expected);
  });

  test("colors are their luma", () => {
    const row = [255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90];
    expect(greyOf(pngOf({ width: 4, height: 1, depth: 8, color: 2 }, [row]))).toEqual([76, 150, 29, 90]);
  });

  test("a palette are those of its colors, packed into bits, with transparency", () => {
    const palette = chunk("PLTE", Uint8Array.from([255, 255, 255, 10, 10, 10, 0, 0, 0]));
    const header = { width: 5, height: 1, depth: 2, color: 3 };
    const row = [0b00010110, 0b00000000];
    expect(greyOf(pngOf(header, [row], [palette]))).toEqual([255, 10, 10, 0, 255]);
    // The third color is clear: the border, mostly white, shows through.
    const clear = chunk("tRNS", Uint8Array.from([255, 255, 0]));
    expect(greyOf(pngOf(header, [row], [palette, clear]))).toEqual([255, 10, 10, 255, 255]);
  });

  test("black on transparent are on white, white on transparent on black", () => {
    const [clear, half, full] = [0, 128, 255];
    const rows = (level: number): number[][] => [
      [level, clear, level, clear, level, clear],
      [level, clear, level, half, level, full],
      [level, clear, level, clear, level, clear],
      [level, clear, level, clear, level, clear],
    ];
    const header = { width: 3, height: 4, depth: 8, color: 4 };
    expect(greyOf(pngOf(header, rows(0)))).toEqual([255, 255, 255, 255, 127, 0, 255, 255, 255, 255, 255, 255]);
    expect(greyOf(pngOf(header, rows(255)))).toEqual([0, 0, 0, 0, 128, 255, 0, 0, 0, 0, 0, 0]);
  });

  test("one level or color declared transparent are the background's", () => {
    const header = { width: 3, height: 1, depth: 8, color: 2 };
    const clear = chunk("tRNS", Uint8Array.from([0, 9, 0, 9, 0, 9]));
    const rows = [[200, 200, 200, 9, 9, 9, 200, 200, 200]];
    expect(greyOf(pngOf(header, rows, [clear]))).toEqual([200, 200, 200]);
  });

  test("interlaced files are the same", () => {
    const image = {
      width: 21,
      height: 13,
      channels: 1,
      data: Uint8Array.from({ length: 273 }, (_, i) => (i * 37) % 256),
    };
    expect(greyOf(encode(image, { interlace: "Adam7" }))).toEqual(greyOf(encode(image)));
    expect(greyOf(encode(image))).toEqual(Array.from(image.data));
  });

  test("files are not changed by text, profiles and other chunks, which are not read", () => {
    const rows = [[1, 2, 3]];
    const header = { width: 3, height: 1, depth: 8, color: 0 };
    const bomb = chunk("iCCP", Buffer.concat([Buffer.from("name\0\0"), deflateSync(Buffer.alloc(2 ** 24))]));
    expect(
      greyOf(pngOf(header, rows, [bomb, chunk("tEXt", Buffer.from("damaged")), chunk("acTL", Buffer.alloc(3))])),
    ).toEqual([1, 2, 3]);
  });
});

const good = (): Buffer =>
  pngOf({ width: 3, height: 2, depth: 8, color: 0 }, [
    [1, 2, 3],
    [4, 5, 6],
  ]);

describe("refused with a reason is", () => {
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = good();
    change(bytes);
    return bytes;
  };
  test.each([
    ["an empty file", Buffer.alloc(0), /cut short/, "0 bytes"],
    ["a JPEG", Buffer.from("ffd8ffe000104a464946", "hex"), /not a PNG/, "a JPEG image"],
    ["a WebP", Buffer.from("RIFF\0\0\0\0WEBPVP8 ", "latin1"), /not a PNG/, "a WebP image"],
    ["text", Buffer.from("hello, this is no image"), /not a PNG/, "a file that does not start as PNG files do"],
    ["half a file", good().subarray(0, 60), /cut short/, /inside the chunk that starts at byte \d+/],
    ["a file without its last chunk", good().subarray(0, -12), /cut short/, /inside the chunk/],
    ["a wrong checksum", changed((bytes) => void bytes.writeUInt8(bytes[30]! ^ 1, 30)), /damaged/, /CRC/],
    ["no pixels", changed((bytes) => void bytes.writeUInt32BE(0, 16)), /damaged/, "an image of 0 × 2 pixels"],
    [
      "too many pixels",
      changed((bytes) => void bytes.writeUInt32BE(mostPixels, 16)),
      /too large/,
      `${mostPixels} × 2 pixels`,
    ],
    [
      "a palette without the color",
      pngOf({ width: 2, height: 1, depth: 8, color: 3 }, [[0, 7]], [chunk("PLTE", Uint8Array.from([0, 0, 0]))]),
      /damaged/,
      "color 7 in a palette of 1",
    ],
    [
      "a picture of fewer rows than it says",
      pngOf({ width: 3, height: 9, depth: 8, color: 0 }, [[1, 2, 3]]),
      /damaged/,
      /filter/,
    ],
  ] as const)("%s", (_what, bytes, message, found) => {
    let caught: unknown;
    try {
      greyOf(bytes);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DataError);
    const { message: said, detail } = caught as DataError;
    expect(said).toMatch(message);
    expect(detail.where).toContain("x.png");
    if (typeof found === "string") expect(detail.found).toBe(found);
    else expect(detail.found).toMatch(found);
  });

  test(`or read is each of 3000 mutated files (seed ${seed})`, () => {
    const folder = new URL("../../test/fixtures/digits/", import.meta.url);
    const files = readdirSync(folder).filter((name) => /as-is|palette|transparent/.test(name));
    const originals = files.map((name) => readFileSync(new URL(name, folder)));
    const random = randomStream();
    const below = (n: number): number => Math.floor(random.uniform() * n);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const bytes = Buffer.from(originals[i % originals.length]!);
      for (let k = below(3); k >= 0; k--) bytes[below(Math.min(bytes.length, 200))] = below(256);
      try {
        const parts = pngParts(bytes.subarray(0, random.uniform() < 0.2 ? below(bytes.length) : bytes.length), "x.png");
        // Sizes that a changed header allows are read slowly.
        if (parts.width * parts.height < 2 ** 16) toGrey(decodePng(parts), "x.png");
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(2000);
  });
});
