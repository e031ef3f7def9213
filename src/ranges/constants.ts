/** @file Constants of a graph: their elements, folded in the dtype and in graph order, and their boxes. */
import { type Box, cellBudget, emptyBox, uniformBox } from "../graph/box.ts";
import { allocate, isFloat, isHalf, type TypedArray, toValue, type Value } from "../graph/dtype.ts";
import { everyIndex, simplified } from "../graph/grid.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";
import { sizeOf } from "../util/shape.ts";
import { limitsOf } from "./rounding.ts";

/** Larger results are folded only where they are no larger than what they are computed from. */
const alwaysFolded = 64;

/** Only finite results of what is rounded once: the sum of many constants depends on the engine's order. */
function foldedOnce({ op, inputs, shape }: Node, operands: readonly Value[]): boolean {
  if (op.accuracy === "random" || (op.accuracy !== "exact" && op.ulps !== 0)) return false;
  return inputs.length === 0 || sizeOf(shape) <= Math.max(alwaysFolded, ...operands.map(({ data }) => data.length));
}

/** A float beyond the whole numbers of the result becomes another one on every engine. */
function overflowsWhole({ dtype }: Node, operands: readonly Value[]): boolean {
  if (isFloat(dtype)) return false;
  const [least, most] = limitsOf(dtype);
  return operands.some((value) => isFloat(value.dtype) && value.data.some((x) => !(x >= least && x <= most)));
}

/** The node's value if it is a constant, or computed from constants in operations that every engine rounds alike. */
export function constantValue(node: Node, known: ReadonlyMap<Node, Value>): Value | null {
  const { op, inputs, attrs } = node;
  const operands = inputs.map((input) => known.get(input));
  if (isAbsent(op.reference) || op.hazards.length > 0 || operands.includes(undefined)) return null;
  const held = attrs as { data?: unknown } | null;
  if (inputs.length === 0 && ArrayBuffer.isView(held?.data)) return held as Value;
  if (!foldedOnce(node, operands as Value[]) || overflowsWhole(node, operands as Value[])) return null;
  const out = allocate(node);
  op.reference(operands as Value[], attrs, out);
  const value = isHalf(node.dtype) ? toValue(node.dtype, node.shape, out.data) : out;
  return value.data.every(Number.isFinite) ? value : null;
}

const extremes = new WeakMap<TypedArray, Range>();

/** Least and largest element, and whether there is a NaN; remembered, for weights are long and analysed twice. */
function extremesOf(data: TypedArray): Range {
  const known = extremes.get(data);
  if (known) return known;
  let [lo, hi, nan] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!;
    if (x < lo) lo = x;
    if (x > hi) hi = x;
    nan ||= Number.isNaN(x);
  }
  const found = { lo, hi, nan };
  extremes.set(data, found);
  return found;
}

/** Element by element where the budget allows it and they differ, else one cell. */
export function boxOfValue({ shape, data }: Value): Box {
  const { lo, hi, nan } = extremesOf(data);
  if (lo === hi || data.length > cellBudget) return withoutNan(uniformBox(shape, { lo, hi, nan }));
  const box = emptyBox(shape, shape.map(everyIndex));
  for (let i = 0; i < data.length; i++) {
    [box.lo[i], box.hi[i]] = [data[i]!, data[i]!];
    if (Number.isNaN(data[i])) box.nan[i] = 1;
  }
  return simplified(withoutNan(box));
}

/** A cell that holds NaN only holds any number as well, so that bounds stay numbers. */
function withoutNan(box: Box): Box {
  for (let i = 0; i < box.lo.length; i++) {
    if (box.lo[i]! <= box.hi[i]!) continue;
    box.lo[i] = Number.NEGATIVE_INFINITY;
    box.hi[i] = Number.POSITIVE_INFINITY;
  }
  return box;
}
