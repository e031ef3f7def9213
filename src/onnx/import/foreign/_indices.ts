/** @file Indices along an axis: their dtype, and negative ones counted from the end. */
import type { DType, Type } from "../../../graph/dtype.ts";
import { DataError, ShapeError } from "../../../util/errors.ts";
import { formatShape } from "../../../util/shape.ts";

const indexTypes: ReadonlySet<string> = new Set(["int32", "int64"]);
const isIndexType = (dtype: DType): boolean => indexTypes.has(dtype);

export function requireIndices(what: string, indices: Type): void {
  if (isIndexType(indices.dtype)) return;
  throw new ShapeError(`${what}: the indices are ${indices.dtype}${formatShape(indices.shape)}, not whole numbers`);
}

/** A position in 0 … size − 1. */
export function resolveIndex(what: string, index: number, size: number): number {
  if (index >= -size && index < size) return index < 0 ? index + size : index;
  throw new DataError(`${what}: index ${index} is outside an axis of ${size} entries`);
}
