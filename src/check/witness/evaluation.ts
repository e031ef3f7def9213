/** @file Runs a graph on concrete inputs and says which of the watched nodes go wrong there. */
import { evaluate } from "../../engine/reference/evaluate.ts";
import { isFloat, type Value } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { isAbsent } from "../../graph/op.ts";
import { milliseconds } from "../../util/clock.ts";
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
  /** Whether these may come from an overflow before it, as in ∞ / ∞ of a softmax by hand. */
  readonly follows: boolean;
}

/** How much may still be computed: in elements read and written, so that a result depends on the machine only where that is slow. */
export class Allowance {
  #left: number;
  readonly #until: number;
  readonly #parent: Allowance | null;

  /** `until` is a time by the clock: elements of a convolution cost more than others. */
  constructor(elements: number, until: number, parent: Allowance | null = null) {
    this.#left = elements;
    this.#until = until;
    this.#parent = parent;
  }

  get isSpent(): boolean {
    return this.#left <= 0 || milliseconds() > this.#until || (this.#parent?.isSpent ?? false);
  }

  spend(elements: number): void {
    this.#left -= elements;
    this.#parent?.spend(elements);
  }
}

export interface RunOptions {
  readonly flushToZero: boolean;
  /** The run is given up where it is spent. */
  readonly allowance: Allowance;
  /** Sees every value. */
  readonly observe?: (node: Node, value: Value) => void;
}

class Spent extends Error {}

const computable = new WeakMap<Node, boolean>();

/** Whether every op on the way to the node can be computed: not where one is unknown. */
export function isComputable(node: Node): boolean {
  const known = computable.get(node);
  if (known !== undefined) return known;
  const order = topological([node]);
  for (const each of order) {
    const { op, inputs } = each;
    const own = op.name === "input" || !isAbsent(op.reference) || op.body !== undefined;
    computable.set(each, own && inputs.every((input) => computable.get(input)));
  }
  return computable.get(node)!;
}

/** What goes wrong among the watched nodes on the way to `outputs`; what was seen so far where the allowance is spent. */
export function failuresAt(
  outputs: readonly Node[],
  point: Point,
  watched: ReadonlyMap<Node, Watched>,
  { flushToZero, allowance, observe }: RunOptions,
): Map<Node, Failure> {
  const failures = new Map<Node, Failure>();
  let failed = false;
  try {
    evaluate(outputs, flushToZero ? copied(point) : point, {
      observe: (node, value, operands) => {
        if (flushToZero) flush(value);
        observe?.(node, value);
        const watch = watched.get(node);
        const failure = watch && failureOf(watch, value, operands, failed);
        if (failure) failures.set(node, failure);
        failed ||= operands.length > 0 && !isAllFinite(value) && operands.every(isAllFinite);
        allowance.spend(operands.reduce((n, { data }) => n + data.length, value.data.length));
        if (allowance.isSpent) throw new Spent();
      },
    });
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  return failures;
}

/** Flushing changes values where they are. */
const copied = (point: Point): Point =>
  new Map([...point].map(([node, value]) => [node, { ...value, data: value.data.slice() }]));

function flush({ dtype, data }: Value): void {
  if (!isFloat(dtype)) return;
  const { minNormal } = floatLimits[dtype];
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]!) < minNormal) data[i] = 0;
}

function isAllFinite({ dtype, data }: Value): boolean {
  if (!isFloat(dtype)) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) return false;
  return true;
}

/** Null also where something went wrong before, from which it may only follow. */
function failureOf(
  { node, operand, infinitiesAllowed, follows }: Watched,
  value: Value,
  operands: readonly Value[],
  failed: boolean,
): Failure | null {
  const isBad = infinitiesAllowed ? Number.isNaN : (x: number): boolean => !Number.isFinite(x);
  const index = value.data.findIndex(isBad);
  if (index < 0 || (infinitiesAllowed && failed && !follows)) return null;
  const floats = operands.filter(({ dtype }) => isFloat(dtype));
  if (floats.some(({ data }) => data.some(isBad))) return null;
  return {
    operand: operandAt(operand === null ? null : operands[operand]!, floats, node.shape, index),
    result: value.data[index]!,
  };
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
