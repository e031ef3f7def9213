/** @file Nested arrays of numbers as a flat list and a shape. */
import { ShapeError } from "../util/errors.ts";
import { formatShape, type Shape } from "../util/shape.ts";

/** A number, a typed array, or arrays of them nested to any depth. */
export type NestedNumbers = number | ArrayLike<number> | readonly NestedNumbers[];

export interface FlatNumbers {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

const isArray = (x: NestedNumbers): x is readonly NestedNumbers[] => Array.isArray(x);

/** @throws ShapeError where arrays of one level differ in shape */
export function flattenNested(nested: NestedNumbers): FlatNumbers {
  if (typeof nested === "number") return { shape: [], data: [nested] };
  if (!isArray(nested)) return { shape: [nested.length], data: nested };
  const parts = nested.map(flattenNested);
  const inner = parts[0]?.shape ?? [];
  const odd = parts.findIndex(({ shape }) => formatShape(shape) !== formatShape(inner));
  if (odd > 0) {
    throw new ShapeError(
      `nested arrays are ragged: entry 0 has shape ${formatShape(inner)}, entry ${odd} has ${formatShape(parts[odd]!.shape)}`,
    );
  }
  return { shape: [nested.length, ...inner], data: parts.flatMap(({ data }) => Array.from(data)) };
}
