/** @file Rules on boxes of ops that add or multiply many elements: their range over the reals, and the errors of doing so. */
import { type Box, type CellContext, hullOf, uniformBox } from "../../../graph/box.ts";
import type { Node } from "../../../graph/node.ts";
import { isAbsent, type Range } from "../../../graph/op.ts";
import { sumError } from "../../../ops/_cellsReduce.ts";

export const magnitude = ({ lo, hi }: Range): number => Math.max(Math.abs(lo), Math.abs(hi));

/**
 * The op's `range` as one cell, widened by the error of `terms` operations on numbers whose absolute values add up to
 * `size`.
 */
export const roundedCells =
  <A>(terms: (node: Node<A>) => number, size: (inputs: readonly Range[], node: Node<A>, result: Range) => number) =>
  (inputs: readonly Box[], node: Node<A>, context: CellContext): Box => {
    const { range } = node.op;
    if (isAbsent(range)) throw new Error(`${node.op.name} has no range to be widened`);
    const hulls = inputs.map(hullOf);
    const result = range(hulls, node);
    const total = size(hulls, node, result);
    const error = Number.isFinite(total) ? total * sumError(terms(node) + 1, context) : 0;
    return uniformBox(node.shape, { lo: result.lo - error, hi: result.hi + error, nan: result.nan });
  };
