/** @file Normalisations over the last axis of a sum of inputs, as ONNX Runtime fuses them. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { div } from "../../../ops/div.ts";
import type { ImportContext } from "../_importer.ts";
import { normalized, rootMeanSquare, scaled, widened } from "./_channels.ts";

/** x + skip + bias */
export function summed(node: ImportContext, bias: Node | null): Node {
  const total = add(node.input(0), node.input(1));
  return bias ? add(total, bias) : total;
}

/** (x − mean) / deviation · scale + shift */
export function layerNormalized(node: ImportContext, x: Node, scale: Node | null, shift: Node | null): Node {
  const { y } = normalized(widened(x), [x.shape.length - 1], node.float("epsilon", 1e-5));
  return scaled(cast(y, x.dtype), scale, shift);
}

/** x / √(mean x² + ε) · scale over the last axis */
export function rootMeanNormalized(node: ImportContext, x: Node, scale: Node): Node {
  const wide = widened(x);
  const size = rootMeanSquare(wide, [x.shape.length - 1], node.float("epsilon", 1e-5));
  return scaled(cast(div(wide, size), x.dtype), scale, null);
}
