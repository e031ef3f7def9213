/** @file Values as ONNX tensors, and the types of graph inputs and outputs. */
import type { DType, Type } from "../graph/dtype.ts";
import { halfBits } from "../util/half.ts";
import type { Shape } from "../util/shape.ts";
import { sizeOf } from "../util/shape.ts";
import { elementType, type TensorProto, type ValueInfoProto } from "./wire/onnx.ts";

export const onnxTypes: Readonly<Record<DType, number>> = {
  float64: elementType.double,
  float32: elementType.float,
  float16: elementType.float16,
  bfloat16: elementType.bfloat16,
  int32: elementType.int32,
  int64: elementType.int64,
  uint8: elementType.uint8,
  bool: elementType.bool,
};

const bytesPerElement: Readonly<Record<DType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

const store: Readonly<Record<DType, (view: DataView, at: number, x: number) => void>> = {
  float64: (view, at, x) => view.setFloat64(at, x, true),
  float32: (view, at, x) => view.setFloat32(at, x, true),
  float16: (view, at, x) => view.setUint16(at, halfBits(x, "float16"), true),
  bfloat16: (view, at, x) => view.setUint16(at, halfBits(x, "bfloat16"), true),
  int32: (view, at, x) => view.setInt32(at, x, true),
  int64: (view, at, x) => view.setBigInt64(at, toInt64(x), true),
  uint8: (view, at, x) => view.setUint8(at, x),
  bool: (view, at, x) => view.setUint8(at, x ? 1 : 0),
};

/** The nearest 64-bit integer: 2^63 − 1, the end of an open slice, is 2^63 as a number. */
const toInt64 = (x: number): bigint => (x >= 2 ** 63 ? 2n ** 63n - 1n : x <= -(2 ** 63) ? -(2n ** 63n) : BigInt(x));

/** Elements as ONNX wants them in `raw_data`: row-major, little-endian. */
export function rawBytes(dtype: DType, data: ArrayLike<number>): Uint8Array {
  const size = bytesPerElement[dtype];
  const raw = new Uint8Array(data.length * size);
  const view = new DataView(raw.buffer);
  for (let i = 0; i < data.length; i++) store[dtype](view, i * size, data[i]!);
  return raw;
}

export function tensorProto(name: string, dtype: DType, shape: Shape, data: ArrayLike<number>): TensorProto {
  if (data.length !== sizeOf(shape)) {
    throw new Error(`tensor ${name} of shape [${shape.join(", ")}] was given ${data.length} elements`);
  }
  return { dims: shape.map(BigInt), dataType: onnxTypes[dtype], name, rawData: rawBytes(dtype, data) };
}

/** A dimension that is known only when the model runs is given by a name. */
export type OnnxShape = readonly (number | string)[];

export const valueInfo = (name: string, dtype: DType, shape: OnnxShape): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: onnxTypes[dtype],
      shape: { dim: shape.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: BigInt(d) })) },
    },
  },
});

export const typeInfo = (name: string, { dtype, shape }: Type): ValueInfoProto => valueInfo(name, dtype, shape);
