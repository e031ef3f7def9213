/** @file Gradients of selections: the selected operand takes the cotangent, and equal candidates share it evenly. */
import type { Node } from "../graph/node.ts";
import { scalarLike, unbroadcast } from "./_elementwise.ts";
import { type ReduceAttrs, withReducedAxes } from "./_reduce.ts";
import { cast } from "./cast.ts";
import { compare } from "./compare.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { sum } from "./sum.ts";
import { where } from "./where.ts";

/** For y = max(a, b) or min(a, b): the operand equal to y takes ct; where a = b, half each. */
export function selectionVjp(ct: Node, y: Node): readonly Node[] {
  const [a, b] = y.inputs as [Node, Node];
  const half = mul(ct, scalarLike(ct, 0.5));
  const none = scalarLike(ct, 0);
  const tie = compare("==", a, b);
  const shareOf = (operand: Node): Node => where(tie, half, where(compare("==", operand, y), ct, none));
  return [unbroadcast(shareOf(a), a), unbroadcast(shareOf(b), b)];
}

/** For a maximum or minimum over axes: the n elements equal to it take ct / n each. */
export function reducedSelectionVjp(ct: Node, y: Node<ReduceAttrs>): readonly Node[] {
  const x = y.inputs[0]!;
  const selected = cast(compare("==", x, withReducedAxes(y, x, y.attrs)), ct.dtype);
  const share = div(withReducedAxes(ct, x, y.attrs), sum(selected, { axes: y.attrs.axes, keepdims: true }));
  return [mul(selected, share)];
}
