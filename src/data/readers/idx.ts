/** @file The IDX format: a magic number, the dimensions, then big-endian elements (the format of MNIST's files). */
import { DataError } from "../../util/errors.ts";

/** Type code of the magic number → element type and size in bytes. */
const elementTypes = {
  8: { name: "uint8", bytes: 1 },
  9: { name: "int8", bytes: 1 },
  11: { name: "int16", bytes: 2 },
  12: { name: "int32", bytes: 4 },
  13: { name: "float32", bytes: 4 },
  14: { name: "float64", bytes: 8 },
} as const;

type TypeCode = keyof typeof elementTypes;
type IdxType = (typeof elementTypes)[TypeCode]["name"];

export interface IdxArray {
  readonly type: IdxType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

const maxDimensions = 8;

const damaged = (message: string, file: string, offset: number, found: string, help?: string): DataError =>
  new DataError(message, { where: `${file}, byte ${offset}`, found, ...(help === undefined ? {} : { help }) });

/** The array in `bytes`, which must hold exactly one; uint8 elements are not copied. */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const { type, shape, start } = parseHeader(bytes, file);
  const elements = shape.reduce((product, d) => product * d, 1);
  const end = start + elements * type.bytes;
  if (end > bytes.length) {
    const found = `${bytes.length - start} of ${elements * type.bytes} bytes, for shape [${shape.join(", ")}]`;
    throw damaged("The IDX file is cut short", file, bytes.length, found, "copy or download the file again");
  }
  if (end < bytes.length) {
    throw damaged(
      "The IDX file has bytes after its end",
      file,
      end,
      `${bytes.length - end} more bytes than shape [${shape.join(", ")}] needs`,
    );
  }
  return { type: type.name, shape, data: elementsOf(type.name, bytes.subarray(start, end)) };
}

function parseHeader(
  bytes: Uint8Array,
  file: string,
): { type: (typeof elementTypes)[TypeCode]; shape: number[]; start: number } {
  if (bytes.length < 4) throw damaged("The IDX file is cut short", file, bytes.length, `${bytes.length} bytes`);
  if (bytes[0] !== 0 || bytes[1] !== 0) throw wrongMagic(bytes, file);
  const code = bytes[2]!;
  if (!Object.hasOwn(elementTypes, code)) {
    throw damaged(
      "The IDX file has an unknown element type",
      file,
      2,
      hex(bytes.subarray(2, 3)),
      "known are 08, 09, 0b, 0c, 0d and 0e",
    );
  }
  const rank = bytes[3]!;
  if (rank === 0 || rank > maxDimensions) {
    throw damaged(
      "The IDX file has an impossible number of dimensions",
      file,
      3,
      `${rank}`,
      `1 to ${maxDimensions} are read`,
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    throw damaged("The IDX file is cut short", file, bytes.length, "the end of the file inside the dimensions");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const empty = shape.indexOf(0);
  if (empty >= 0) throw damaged("The IDX file is empty", file, 4 + 4 * empty, `shape [${shape.join(", ")}]`);
  // Eight dimensions of 2^32 − 1 make 2^256: far from the largest float64, but past exact whole numbers.
  const elements = shape.reduce((product, d) => product * d, 1);
  if (!Number.isSafeInteger(elements * 8)) {
    throw damaged("The IDX file's dimensions are too large", file, 4, `shape [${shape.join(", ")}]`);
  }
  return { type: elementTypes[code as TypeCode], shape, start };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join(" ");

function wrongMagic(bytes: Uint8Array, file: string): DataError {
  const starts = (...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);
  const help = starts(0x1f, 0x8b)
    ? "this is a gzip file: unpack it first"
    : starts(0x50, 0x4b)
      ? "this is a zip file: unpack it first"
      : starts(0x89, 0x50)
        ? "this is a PNG image"
        : "an IDX file starts with two zero bytes";
  return damaged("This is not an IDX file", file, 0, `it starts with ${hex(bytes.subarray(0, 4))}`, help);
}

function elementsOf(type: IdxType, bytes: Uint8Array): IdxArray["data"] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case "uint8":
      // Not a subclass such as Node's Buffer, whose slice and constructor mean something else.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    case "int8":
      return Int8Array.from(bytes);
    case "int16":
      return Int16Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i));
    case "int32":
      return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i));
    case "float32":
      return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i));
    case "float64":
      return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i));
  }
}
