/** @file What relations look for: a value behind moves, the same computation twice, a reduction put back beside its operand. */
import { hullOf } from "../../graph/box.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import type { ReduceAttrs } from "../../ops/_reduce.ts";
import { addOp } from "../../ops/add.ts";
import { broadcastToOp } from "../../ops/broadcastTo.ts";
import { castOp } from "../../ops/cast.ts";
import { constantOp, uniformConstant } from "../../ops/constant.ts";
import { reshapeOp } from "../../ops/reshape.ts";
import { stopGradientOp } from "../../ops/stopGradient.ts";
import { subOp } from "../../ops/sub.ts";
import { whereOp } from "../../ops/where.ts";
import { floatLimits } from "../../util/float.ts";
import { reducedShape, type Shape, sameShape } from "../../util/shape.ts";
import type { Facts } from "../relation.ts";

export const isOp = (node: Node, ...ops: readonly OpDef[]): boolean => (ops as readonly unknown[]).includes(node.op);

/** The node under casts to wider floats, stops of gradients, and choices whose condition is known. */
export function plain(node: Node, { boxes }: Pick<Facts, "boxes">): Node {
  let x = node;
  for (;;) {
    if (isOp(x, stopGradientOp) || (isOp(x, castOp) && isWidening(x))) x = x.inputs[0]!;
    else if (isOp(x, whereOp) && boxes.has(x.inputs[0]!)) {
      const { lo, hi } = hullOf(boxes.get(x.inputs[0]!)!);
      if (lo !== hi) return x;
      x = x.inputs[lo === 1 ? 1 : 2]!;
    } else return x;
  }
}

function isWidening({ inputs: [x], dtype }: Node): boolean {
  if (!isFloat(dtype) || !isFloat(x!.dtype)) return false;
  return (
    floatLimits[dtype].epsilon <= floatLimits[x!.dtype].epsilon &&
    floatLimits[dtype].minPositive <= floatLimits[x!.dtype].minPositive
  );
}

/** How far down two computations are compared. */
const depth = 6;

/** Whether two nodes compute the same: one node, or the same ops with the same attributes on the same nodes. */
export function alike(a: Node, b: Node, levels: number = depth): boolean {
  if (a === b) return true;
  if (isOp(a, constantOp) && isOp(b, constantOp)) return sameConstant(a, b);
  if (levels === 0 || a.op !== b.op || a.inputs.length !== b.inputs.length || a.inputs.length === 0) return false;
  if (a.op.accuracy === "random" || JSON.stringify(a.attrs) !== JSON.stringify(b.attrs)) return false;
  return a.inputs.every((input, i) => alike(input, b.inputs[i]!, levels - 1));
}

function sameConstant(a: Node, b: Node): boolean {
  const value = uniformConstant(a);
  return value !== null && value === uniformConstant(b) && a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

export const samePlain = (a: Node, b: Node, facts: Facts): boolean => alike(plain(a, facts), plain(b, facts));

const withoutLeadingOnes = (shape: Shape): string => shape.slice(shape.findIndex((d) => d !== 1)).join();

export interface Reduction {
  readonly node: Node;
  readonly operand: Node;
  readonly axes: readonly number[];
}

/** The node under reshapes and repetitions, and the shape that its elements have before they are repeated. */
export function underMoves(node: Node, facts: Facts): { readonly source: Node; readonly shape: Shape } {
  let source = plain(node, facts);
  let { shape } = source;
  while (isOp(source, broadcastToOp, reshapeOp)) {
    const repeats = isOp(source, broadcastToOp);
    source = plain(source.inputs[0]!, facts);
    if (repeats) shape = source.shape;
  }
  return { source, shape };
}

/** Whether elements of this shape stand beside the elements of `operand` that `axes` reduce to them. */
export function standsBeside(shape: Shape, operand: Node, axes: readonly number[]): boolean {
  const kept = reducedShape(operand.shape, axes, true);
  return kept.every((d) => d === 1) || withoutLeadingOnes(shape) === withoutLeadingOnes(kept);
}

/**
 * The reduction whose results `node` has beside the elements that they were reduced from: with keepdims, put back by
 * reshape, or repeated by broadcastTo; null for anything else.
 */
export function reductionBeside(node: Node, ops: readonly OpDef<ReduceAttrs>[], facts: Facts): Reduction | null {
  const { source, shape } = underMoves(node, facts);
  const reduction = reductionOf(source, ops);
  return reduction && standsBeside(shape, reduction.operand, reduction.axes) ? reduction : null;
}

export function reductionOf(node: Node, ops: readonly OpDef<ReduceAttrs>[]): Reduction | null {
  if (!isOp(node, ...ops)) return null;
  return { node, operand: node.inputs[0]!, axes: (node.attrs as ReduceAttrs).axes };
}

/** a − b as its two sides. */
export const differenceOf = (node: Node): readonly [Node, Node] | null =>
  isOp(node, subOp) ? [node.inputs[0]!, node.inputs[1]!] : null;

/** Both orders of the operands of a commutative node. */
export const eitherOrder = ({ inputs: [a, b] }: Node): readonly (readonly [Node, Node])[] => [
  [a!, b!],
  [b!, a!],
];

/** The addends of a sum of two, or the node alone. */
export const addendsOf = (node: Node): readonly Node[] => (isOp(node, addOp) ? node.inputs : [node]);

/** Unit roundoff of the dtype the node is stored in. */
export const roundoffOf = ({ dtype }: Node): number => (isFloat(dtype) ? floatLimits[dtype].epsilon / 2 : 0);

/** Number of elements that fall into one result. */
export const groupSizeOf = ({ operand, axes }: Reduction): number =>
  axes.reduce((n, axis) => n * operand.shape[axis]!, 1);
