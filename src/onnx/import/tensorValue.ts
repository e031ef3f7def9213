/** @file Reads ONNX tensors into values: raw, typed and external storage, every size checked before it is believed. */
import type { DType, TypedArray, Value } from "../../graph/dtype.ts";
import { allocate, toValue } from "../../graph/dtype.ts";
import { DataError } from "../../util/errors.ts";
import { type HalfType, halfValue } from "../../util/half.ts";
import { sizeOf } from "../../util/shape.ts";
import { elementType, type TensorProto } from "../wire/onnx.ts";
import type { ReadExternal } from "./imported.ts";
import { checkSize } from "./limits.ts";
import { NotCovered } from "./notCovered.ts";

interface Storage {
  /** How it is held here: whole numbers of fewer than 32 bits are int32, unsigned ones of 32 and more int64. */
  readonly dtype: DType;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  readonly typed: (tensor: TensorProto) => ArrayLike<number | bigint> | undefined;
  /** One element of the typed storage as a number. */
  readonly convert: (x: number) => number;
}

const same = (x: number): number => x;
const ints = ({ int32Data }: TensorProto): ArrayLike<number> | undefined => int32Data;
const half = (dtype: HalfType): Storage => ({
  dtype,
  bytes: 2,
  read: (view, at) => halfValue(view.getUint16(at, true), dtype),
  typed: ints,
  convert: (bits) => halfValue(bits & 0xffff, dtype),
});
const whole = (dtype: DType, bytes: number, read: Storage["read"]): Storage => ({
  dtype,
  bytes,
  read,
  typed: ints,
  convert: same,
});

const storages: Readonly<Record<number, Storage>> = {
  [elementType.float]: {
    dtype: "float32",
    bytes: 4,
    read: (view, at) => view.getFloat32(at, true),
    typed: ({ floatData }) => floatData,
    convert: same,
  },
  [elementType.double]: {
    dtype: "float64",
    bytes: 8,
    read: (view, at) => view.getFloat64(at, true),
    typed: ({ doubleData }) => doubleData,
    convert: same,
  },
  [elementType.float16]: half("float16"),
  [elementType.bfloat16]: half("bfloat16"),
  [elementType.bool]: whole("bool", 1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)),
  [elementType.uint8]: whole("uint8", 1, (view, at) => view.getUint8(at)),
  [elementType.int8]: whole("int32", 1, (view, at) => view.getInt8(at)),
  [elementType.uint16]: whole("int32", 2, (view, at) => view.getUint16(at, true)),
  [elementType.int16]: whole("int32", 2, (view, at) => view.getInt16(at, true)),
  [elementType.int32]: whole("int32", 4, (view, at) => view.getInt32(at, true)),
  [elementType.int64]: {
    dtype: "int64",
    bytes: 8,
    read: (view, at) => Number(view.getBigInt64(at, true)),
    typed: ({ int64Data }) => int64Data,
    convert: same,
  },
  [elementType.uint32]: {
    dtype: "int64",
    bytes: 4,
    read: (view, at) => view.getUint32(at, true),
    typed: ({ uint64Data }) => uint64Data,
    convert: same,
  },
  [elementType.uint64]: {
    dtype: "int64",
    bytes: 8,
    read: (view, at) => Number(view.getBigUint64(at, true)),
    typed: ({ uint64Data }) => uint64Data,
    convert: same,
  },
};

const names = new Map<number, string>(Object.entries(elementType).map(([name, number]) => [number, name]));

export const elementTypeName = (type: number): string => names.get(type) ?? `element type ${type}`;

/** How values of the ONNX element type are held here; null where they are not (texts, 8-bit floats). */
export const dtypeOf = (type: number | undefined): DType | null => storages[type ?? 0]?.dtype ?? null;

/**
 * The tensor's value. `what` names it in errors.
 *
 * @throws DataError where sizes contradict each other; NotCovered where its elements are no numbers of ours
 */
export function tensorValue(tensor: TensorProto, what: string, external?: ReadExternal): Value {
  const { dims = [], dataType } = tensor;
  const shape = dims.map(Number);
  checkSize(what, { shape });
  const storage = storages[dataType ?? 0];
  if (!storage) {
    throw new NotCovered(`${what} holds ${dataType === undefined ? "elements of no type" : elementTypeName(dataType)}`);
  }
  const size = sizeOf(shape);
  if (tensor.dataLocation === 1 || (tensor.externalData && tensor.externalData.length > 0)) {
    const bytes = readExternal(tensor, what, size * storage.bytes, external);
    return { shape, dtype: storage.dtype, data: fromRaw(bytes, storage, size, what) };
  }
  const typed = storage.typed(tensor);
  const hasTyped = typed !== undefined && typed.length > 0;
  if (tensor.rawData && hasTyped) throw new DataError(`${what} gives its elements twice, as raw_data and by type`);
  if (tensor.rawData) return { shape, dtype: storage.dtype, data: fromRaw(tensor.rawData, storage, size, what) };
  return fromTyped(typed ?? [], storage, shape, what);
}

function fromTyped(typed: ArrayLike<number | bigint>, storage: Storage, shape: number[], what: string): Value {
  const size = sizeOf(shape);
  if (typed.length !== size) {
    throw new DataError(`${what} has ${typed.length} elements, and its shape [${shape.join(", ")}] asks for ${size}`);
  }
  const { dtype, convert } = storage;
  const numbers = Array.from(typed, (x) => convert(Number(x)));
  return toValue(dtype, shape, dtype === "bool" ? numbers.map((x) => (x === 0 ? 0 : 1)) : numbers);
}

const littleEndian: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function fromRaw(raw: Uint8Array, { dtype, bytes, read }: Storage, size: number, what: string): TypedArray {
  if (raw.byteLength !== size * bytes) {
    throw new DataError(`${what} has ${raw.byteLength} bytes of raw_data`, {
      found: `its ${size} elements take ${size * bytes}`,
    });
  }
  // weights are not copied where the file happens to hold them in the way memory does
  if (dtype === "float32" && littleEndian && raw.byteOffset % 4 === 0) {
    return new Float32Array(raw.buffer, raw.byteOffset, size);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const { data } = allocate({ shape: [size], dtype });
  for (let i = 0; i < size; i++) data[i] = read(view, i * bytes);
  return data;
}

function readExternal(tensor: TensorProto, what: string, bytes: number, external?: ReadExternal): Uint8Array {
  const entries = new Map<string, string>();
  for (const { key = "", value = "" } of tensor.externalData ?? []) {
    if (entries.has(key)) throw new DataError(`${what}: external_data says "${key}" twice`);
    entries.set(key, value);
  }
  const location = entries.get("location");
  if (!location) throw new DataError(`${what} lies in another file, and external_data names none`);
  const offset = wholeNumber(entries.get("offset") ?? "0", `${what}: the offset of its external data`);
  const length = wholeNumber(entries.get("length") ?? String(bytes), `${what}: the length of its external data`);
  if (length !== bytes) {
    throw new DataError(`${what} takes ${bytes} bytes, and external_data announces ${length}`);
  }
  if (!external) {
    throw new DataError(`${what} lies in another file`, {
      found: `"${location}"`,
      help: "read the model from its folder, or store its tensors in the model's own file",
    });
  }
  const read = external(location, offset, length);
  if (read.byteLength !== length)
    throw new DataError(`${what}: "${location}" gave ${read.byteLength} of ${length} bytes`);
  return read;
}

function wholeNumber(text: string, what: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new DataError(`${what} is no whole number`, { found: `"${text.slice(0, 40)}"` });
  return number;
}
