/** @file What the rewriter needs to know of constants: the value that all elements share, and values written into graphs. */
import type { Node } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { broadcastToOp } from "../ops/broadcastTo.ts";
import { uniformConstant } from "../ops/constant.ts";
import { reshapeOp } from "../ops/reshape.ts";

const repeats = new Set<OpDef>([broadcastToOp, reshapeOp]);

/** The one value of all elements of a constant, also of a repeated or reshaped one; else null. */
export function uniformValue(node: Node): number | null {
  let source = node;
  while (repeats.has(source.op)) source = source.inputs[0]!;
  return uniformConstant(source);
}
