/** @file What elementwise ops share: type rules, loops with NumPy broadcasting, and the sum that undoes broadcasting. */
import type { Type, Value } from "../graph/dtype.ts";
import { isFloat, isInteger } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { ShapeError } from "../util/errors.ts";
import { broadcastAxes, broadcastShapes, broadcastStrides, formatShape, sameShape } from "../util/shape.ts";
import { constantLike } from "./constant.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";

/** Throws unless the value is of a float dtype. */
export function requireFloat(what: string, type: Type): void {
  if (isFloat(type.dtype)) return;
  throw new ShapeError(`${what} needs float values, not ${type.dtype}${formatShape(type.shape)}`, {
    help: "cast it first: cast(x, 'float32')",
  });
}

/** Type rule of a float function of one operand. */
export const sameFloatType =
  (what: string) =>
  ([x]: readonly Type[]): Type => {
    requireFloat(what, x!);
    return { shape: x!.shape, dtype: x!.dtype };
  };

/** Throws unless arithmetic is defined on the value: uint8 and bool only store. */
function requireArithmetic(what: string, type: Type): void {
  if (isFloat(type.dtype) || isInteger(type.dtype)) return;
  throw new ShapeError(`${what} needs float or int32 values, not ${type.dtype}${formatShape(type.shape)}`, {
    help: "cast it first: cast(x, 'float32')",
  });
}

/** Type rule of a function of one operand that is defined on whole numbers too. */
export const sameArithmeticType =
  (what: string) =>
  ([x]: readonly Type[]): Type => {
    requireArithmetic(what, x!);
    return { shape: x!.shape, dtype: x!.dtype };
  };

/** Type rule of a function of floats or int32 that broadcast to one shape and share a dtype. */
export const broadcastType = (what: string): ((inputs: readonly Type[]) => Type) =>
  broadcastChecked(what, requireArithmetic);

/** The same for functions of floats only. */
export const broadcastFloatType = (what: string): ((inputs: readonly Type[]) => Type) =>
  broadcastChecked(what, requireFloat);

/** The same for functions that do no arithmetic. */
export const broadcastAnyType = (what: string): ((inputs: readonly Type[]) => Type) => broadcastChecked(what, () => {});

const broadcastChecked =
  (what: string, check: (what: string, type: Type) => void) =>
  (inputs: readonly Type[]): Type => {
    for (const input of inputs) check(what, input);
    const dtype = inputs[0]!.dtype;
    const other = inputs.find((input) => input.dtype !== dtype);
    if (other) {
      throw new ShapeError(
        `${what}: ${inputs.map((i) => i.dtype + formatShape(i.shape)).join(" and ")} differ in dtype`,
        {
          help: `cast one of them, for example cast(x, "${dtype}")`,
        },
      );
    }
    return { shape: broadcastShapes(what, ...inputs.map((i) => i.shape)), dtype };
  };

/** Reference loop of a function of one operand. */
export const eachElement =
  (f: (x: number) => number) =>
  ([x]: readonly Value[], _attrs: unknown, out: Value): void => {
    const { data } = x!;
    for (let i = 0; i < out.data.length; i++) out.data[i] = f(data[i]!);
  };

/** Reference loop of a function of two operands, with broadcasting. */
export const eachPair =
  (f: (x: number, y: number) => number) =>
  ([a, b]: readonly Value[], _attrs: unknown, out: Value): void => {
    if (sameShape(a!.shape, out.shape) && sameShape(b!.shape, out.shape)) {
      for (let i = 0; i < out.data.length; i++) out.data[i] = f(a!.data[i]!, b!.data[i]!);
      return;
    }
    forEachIndex(out.shape, [a!, b!], (i, [p, q]) => {
      out.data[i] = f(a!.data[p!]!, b!.data[q!]!);
    });
  };

/** Calls `visit` with each flat index of `shape` and the flat index of each operand broadcast to it. */
export function forEachIndex(
  shape: readonly number[],
  operands: readonly Value[],
  visit: (index: number, positions: readonly number[]) => void,
): void {
  const strides = operands.map((operand) => broadcastStrides(operand.shape, shape));
  const size = shape.reduce((product, d) => product * d, 1);
  const counter = new Array<number>(shape.length).fill(0);
  const positions = operands.map(() => 0);
  for (let index = 0; index < size; index++) {
    visit(index, positions);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const wraps = ++counter[axis]! === shape[axis]!;
      for (let k = 0; k < positions.length; k++) {
        positions[k]! += strides[k]![axis]! * (wraps ? 1 - shape[axis]! : 1);
      }
      if (!wraps) break;
      counter[axis] = 0;
    }
  }
}

/** Sums a cotangent over the axes along which an operand of shape `like` was broadcast. */
export function unbroadcast(ct: Node, like: Node): Node {
  if (sameShape(ct.shape, like.shape)) return ct;
  const axes = broadcastAxes(like.shape, ct.shape);
  const summed = axes.length > 0 ? sum(ct, { axes, keepdims: false }) : ct;
  return sameShape(summed.shape, like.shape) ? summed : reshape(summed, like.shape);
}

/** A constant of the dtype of `x`, as a scalar that broadcasts. */
export const scalarLike = (x: Node, value: number): Node => constantLike(x, value);
