/** @file Products of whole numbers: exact in float64, whose 53 bits hold what int32 sums of 8-bit products reach. */
import type { Node } from "../../../graph/node.ts";
import { cast } from "../../../ops/cast.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sub } from "../../../ops/sub.ts";

/** x less its zero point, which belongs to the whole value or to each entry of `axis`, as float64. */
export function withoutZeroPoint(x: Node, zero: Node | null, axis: number): Node {
  const exact = cast(x, "float64");
  if (!zero) return exact;
  const each = zero.shape.length === 1 && zero.shape[0]! > 1;
  const shape = each
    ? x.shape.map((_, i) => (i === (axis + x.shape.length) % x.shape.length ? zero.shape[0]! : 1))
    : [];
  return sub(exact, cast(reshape(zero, shape), "float64"));
}
