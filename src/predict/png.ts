/** @file The parts of a PNG file (ISO/IEC 15948) that its pixels need, checked before anything is unpacked. */
import { type DecodedPng, decode } from "fast-png";
import { DataError } from "../util/errors.ts";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Everything else is text, color profiles and animation. */
const needed: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

export const mostPixels: number = 2 ** 24;

export interface PngParts {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** No picture of this size and kind unpacks to more. */
  readonly mostUnpackedBytes: number;
  /** The contents of the IDAT chunks: one zlib stream. */
  readonly compressed: Uint8Array;
  /** A PNG file of the needed chunks alone. */
  readonly bytes: Uint8Array;
}

interface Chunk {
  readonly type: string;
  /** The whole chunk, and what it holds. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** @throws DataError where this is no whole PNG file, or one of too many pixels */
export function pngParts(bytes: Uint8Array, file: string): PngParts {
  if (!signature.every((b, i) => bytes[i] === b)) throw notPng(bytes, file);
  const chunks = chunksOf(bytes, file).filter(({ type }) => needed.has(type));
  const header = chunks[0];
  if (header?.type !== "IHDR" || header.content.length !== 13) throw damaged(file, "no header at its start");
  const view = new DataView(header.content.buffer, header.content.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (width === 0 || height === 0) throw damaged(file, `an image of ${width} × ${height} pixels`);
  if (width * height > mostPixels) {
    throw new DataError("The image is too large", {
      where: file,
      found: `${width} × ${height} pixels`,
      help: `images of up to ${mostPixels} pixels are read: make it smaller`,
    });
  }
  const data = chunks.filter(({ type }) => type === "IDAT").map(({ content }) => content);
  // At most 4 channels of 16 bits; a row has a filter byte and is filled up to bytes; interlaced there are 1.9 h + 7 rows.
  const mostUnpackedBytes = 8 * width * height + 2 * (2 * height + 7);
  const kept = [Uint8Array.from(signature), ...chunks.map(({ whole }) => whole)];
  return { file, width, height, mostUnpackedBytes, compressed: joined(data), bytes: joined(kept) };
}

/** @throws DataError where a checksum or the compressed data are wrong */
export function decodePng({ bytes, file }: PngParts): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
}

export const damaged = (file: string, found: string): DataError =>
  new DataError("The PNG file is damaged", { where: file, found, help: "copy or save it again" });

function chunksOf(bytes: Uint8Array, file: string): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let start: number = signature.length;
  while (chunks.at(-1)?.type !== "IEND") {
    const end = start + 12 <= bytes.length ? start + 12 + view.getUint32(start) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      throw new DataError("The PNG file is cut short", {
        where: `${file}, byte ${bytes.length}`,
        found: `the end of the file inside the chunk that starts at byte ${start}`,
        help: "copy or save it again",
      });
    }
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    chunks.push({ type, whole: bytes.subarray(start, end), content: bytes.subarray(start + 8, end - 4) });
    start = end;
  }
  return chunks;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** How files of other kinds start. */
const others: readonly (readonly [kind: string, at: number, start: string])[] = [
  ["a JPEG image", 0, "\xff\xd8\xff"],
  ["a GIF image", 0, "GIF8"],
  ["a BMP image", 0, "BM"],
  ["a TIFF image", 0, "II*\0"],
  ["a TIFF image", 0, "MM\0*"],
  ["a WebP image", 8, "WEBP"],
  ["a PDF file", 0, "%PDF"],
  ["an SVG image", 0, "<svg"],
];

function notPng(bytes: Uint8Array, file: string): DataError {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const kind = others.find(([, at, magic]) => start.startsWith(magic, at))?.[0];
  const whole = signature.slice(0, bytes.length).every((b, i) => bytes[i] === b);
  if (bytes.length < signature.length && whole) {
    return new DataError("The PNG file is cut short", { where: file, found: `${bytes.length} bytes` });
  }
  return new DataError("This is not a PNG image", {
    where: file,
    found: kind ?? "a file that does not start as PNG files do",
    help: "save the picture as PNG",
  });
}
