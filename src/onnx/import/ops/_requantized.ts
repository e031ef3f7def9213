/** @file Results of whole-number products, rounded to the scale and zero point of the result. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { clip } from "../../../ops/clip.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";
import type { ImportContext } from "../_importer.ts";
import { round } from "../foreign/round.ts";
import { quantizedType } from "./_quantized.ts";

/** total · a · b / y, rounded, moved by `zero` and kept inside its type; scales as they broadcast. */
export function requantized(node: ImportContext, total: Node, scales: readonly [Node, Node, Node], zero: Node): Node {
  const [a, b, y] = scales.map((scale) => cast(scale, "float64")) as [Node, Node, Node];
  const { dtype, least, most } = quantizedType(node, zero);
  const scaled = round(mul(total, div(mul(a, b), y)));
  return cast(clip(add(scaled, cast(zero, "float64")), least, most), dtype);
}
