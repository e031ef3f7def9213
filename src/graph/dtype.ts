/** @file Element types of graph values, and the typed array that holds each in the reference engine. */
import type { FloatType } from "../util/float.ts";
import { roundTo } from "../util/float.ts";
import type { Shape } from "../util/shape.ts";
import { sizeOf } from "../util/shape.ts";

/** int64, float16 and bfloat16 occur in imported models only. */
export type DType = FloatType | "int64" | "int32" | "uint8" | "bool";

/** Shape and element type of a value. */
export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A concrete value: row-major elements. Booleans are 0 or 1; int64 is exact up to 2^53. */
export interface Value extends Type {
  readonly data: TypedArray;
}

const constructors = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Float32Array,
  bfloat16: Float32Array,
  int64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

export const isHalf = (dtype: DType): dtype is "float16" | "bfloat16" => dtype === "float16" || dtype === "bfloat16";

/** Zeros of the type. Storing into a Float32Array is what rounds a float32 result; halves are rounded by `toValue`. */
export const allocate = ({ shape, dtype }: Type): Value & { data: TypedArray } => ({
  shape,
  dtype,
  data: new constructors[dtype](sizeOf(shape)),
});

/** The value with its elements rounded to the dtype. */
export function toValue(dtype: DType, shape: Shape, data: ArrayLike<number>): Value {
  if (!isHalf(dtype)) return { shape, dtype, data: constructors[dtype].from(data) };
  return { shape, dtype, data: Float32Array.from(data, (x) => roundTo(x, dtype)) };
}

export const isFloat = (dtype: DType): dtype is FloatType =>
  dtype === "float32" || dtype === "float64" || isHalf(dtype);

export const isInteger = (dtype: DType): dtype is "int64" | "int32" => dtype === "int32" || dtype === "int64";
