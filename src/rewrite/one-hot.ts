/** @file Which nodes are known to hold rows of zeros with a single 1, whatever is fed. */
import type { Node } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { castOp } from "../ops/cast.ts";
import { type ConstantAttrs, constantOp } from "../ops/constant.ts";
import { oneHotOp } from "../ops/oneHot.ts";
import { reshapeOp } from "../ops/reshape.ts";
import { type TransposeAttrs, transposeOp } from "../ops/transpose.ts";
import { stridesOf } from "../util/shape.ts";

/** "none" belongs to indices outside the classes. */
export type OneHotRows = "one" | "one or none";

/** How many ones each row along the axis holds, or null where that is not known; the rest is 0. */
export function oneHotRows(node: Node, axis: number): OneHotRows | null {
  const [x] = node.inputs;
  const isLast = axis === node.shape.length - 1;
  switch (node.op) {
    case oneHotOp as OpDef:
      return isLast ? "one or none" : null;
    case castOp as OpDef:
      return oneHotRows(x!, axis);
    case transposeOp as OpDef:
      return oneHotRows(x!, (node.attrs as TransposeAttrs).permutation[axis]!);
    case reshapeOp as OpDef:
      return isLast && x!.shape.at(-1) === node.shape.at(-1) ? oneHotRows(x!, x!.shape.length - 1) : null;
    case constantOp as OpDef:
      return hasOneInEachRow(node.attrs as ConstantAttrs, axis) ? "one" : null;
    default:
      return null;
  }
}

function hasOneInEachRow({ shape, data }: ConstantAttrs, axis: number): boolean {
  const stride = stridesOf(shape)[axis]!;
  const span = stride * shape[axis]!;
  if (data.some((x) => x !== 0 && x !== 1)) return false;
  const ones = new Float64Array(data.length / shape[axis]!);
  data.forEach((x, i) => {
    ones[Math.floor(i / span) * stride + (i % stride)]! += x;
  });
  return ones.every((count) => count === 1);
}
