/** @file Runs a graph on concrete inputs and says which of the watched nodes go wrong there. */
import { evaluate } from "../../engine/reference/evaluate.ts";
import { isFloat, type Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { floatLimits } from "../../util/float.ts";
import { broadcastStrides, type Shape, sizeOf } from "../../util/shape.ts";

export type Point = ReadonlyMap<Node, Value>;

/** A value that is not finite although the operands were. */
export interface Failure {
  readonly operand: number;
  readonly result: number;
}

export interface Watched {
  readonly node: Node;
  /** The operand that is shown; the largest of all where it is null. */
  readonly operand: number | null;
  /** Whether operands may be infinite, as the −∞ of a mask. */
  readonly infinitiesAllowed: boolean;
}

export interface RunOptions {
  readonly flushToZero: boolean;
  /** The run is given up at this time, by `performance.now()` or another clock. */
  readonly outOfTime: () => boolean;
  /** Sees every value. */
  readonly observe?: (node: Node, value: Value) => void;
}

class OutOfTime extends Error {}

/** What goes wrong among the watched nodes on the way to `outputs`; what was seen so far when time runs out. */
export function failuresAt(
  outputs: readonly Node[],
  point: Point,
  watched: ReadonlyMap<Node, Watched>,
  { flushToZero, outOfTime, observe }: RunOptions,
): Map<Node, Failure> {
  const failures = new Map<Node, Failure>();
  try {
    evaluate(outputs, point, {
      observe: (node, value, operands) => {
        if (flushToZero) flush(value);
        observe?.(node, value);
        const watch = watched.get(node);
        const failure = watch && failureOf(watch, value, operands);
        if (failure) failures.set(node, failure);
        if (outOfTime()) throw new OutOfTime();
      },
    });
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
  }
  return failures;
}

function flush({ dtype, data }: Value): void {
  if (!isFloat(dtype)) return;
  const { minNormal } = floatLimits[dtype];
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]!) < minNormal) data[i] = 0;
}

function failureOf(
  { node, operand, infinitiesAllowed }: Watched,
  value: Value,
  operands: readonly Value[],
): Failure | null {
  const index = value.data.findIndex((x) => !Number.isFinite(x));
  if (index < 0) return null;
  const isBad = infinitiesAllowed ? Number.isNaN : (x: number) => !Number.isFinite(x);
  const floats = operands.filter(({ dtype }) => isFloat(dtype));
  if (floats.some(({ data }) => data.some(isBad))) return null;
  const result = value.data[index]!;
  if (infinitiesAllowed && !Number.isNaN(result)) return null;
  return { operand: operandAt(operand === null ? null : operands[operand]!, floats, node.shape, index), result };
}

/** The element of the operand that the result's element was made of; the largest element where there is no such one. */
function operandAt(operand: Value | null, all: readonly Value[], shape: Shape, index: number): number {
  if (operand && fits(operand.shape, shape)) return operand.data[broadcastIndex(operand.shape, shape, index)]!;
  let largest = 0;
  for (const { data } of operand ? [operand] : all)
    for (const x of data) if (Math.abs(x) > Math.abs(largest)) largest = x;
  return largest;
}

/** Whether a value of shape `from` broadcasts to `to` element by element. */
const fits = (from: Shape, to: Shape): boolean =>
  from.length <= to.length &&
  from.every((d, axis) => d === 1 || d === to[to.length - from.length + axis]) &&
  sizeOf(from) > 0;

function broadcastIndex(from: Shape, to: Shape, index: number): number {
  const strides = broadcastStrides(from, to);
  let [rest, position] = [index, 0];
  for (let axis = to.length - 1; axis >= 0; axis--) {
    position += (rest % to[axis]!) * strides[axis]!;
    rest = Math.floor(rest / to[axis]!);
  }
  return position;
}
