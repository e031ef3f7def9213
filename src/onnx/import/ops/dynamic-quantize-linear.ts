/** @file ONNX DynamicQuantizeLinear: scale and zero point from the extremes of x and 0. */
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { clip } from "../../../ops/clip.ts";
import { compare } from "../../../ops/compare.ts";
import { div } from "../../../ops/div.ts";
import { max } from "../../../ops/max.ts";
import { maximum } from "../../../ops/maximum.ts";
import { min } from "../../../ops/min.ts";
import { minimum } from "../../../ops/minimum.ts";
import { neg } from "../../../ops/neg.ts";
import { sub } from "../../../ops/sub.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { round } from "../foreign/round.ts";

function quantized(x: Node): readonly Node[] {
  const zero = scalarLike(x, 0);
  const [least, most] = [minimum(min(x), zero), maximum(max(x), zero)];
  const span = sub(most, least);
  const scale = where(compare("==", span, zero), scalarLike(x, 1), div(span, scalarLike(x, 255)));
  const offset = clip(round(div(neg(least), scale)), 0, 255);
  const y = clip(add(round(div(x, scale)), offset), 0, 255);
  return [cast(y, "uint8"), scale, cast(offset, "uint8")];
}

export const dynamicQuantizeLinearImporter: Importer = {
  opType: "DynamicQuantizeLinear",
  import: (node) => quantized(node.input(0)),
  samples: [{ opset: 11, inputs: [{ shape: [2, 3] }], outputs: 3 }],
};
