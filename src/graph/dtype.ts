/** @file Element types of graph values, and the typed array that holds each in the reference engine. */
import type { Shape } from "../util/shape.ts";
import { sizeOf } from "../util/shape.ts";

export type DType = "float64" | "float32" | "int32" | "uint8" | "bool";

/** Shape and element type of a value. */
export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A concrete value: row-major elements. Booleans are 0 or 1. */
export interface Value extends Type {
  readonly data: TypedArray;
}

const constructors = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Zeros of the type. Storing into a Float32Array is what rounds a float32 result. */
export const allocate = ({ shape, dtype }: Type): Value & { data: TypedArray } => ({
  shape,
  dtype,
  data: new constructors[dtype](sizeOf(shape)),
});

export const toValue = (dtype: DType, shape: Shape, data: ArrayLike<number>): Value => ({
  shape,
  dtype,
  data: constructors[dtype].from(data),
});

export const isFloat = (dtype: DType): dtype is "float64" | "float32" => dtype === "float64" || dtype === "float32";
