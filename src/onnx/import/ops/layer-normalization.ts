/** @file ONNX LayerNormalization. */

import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { cast } from "../../../ops/cast.ts";
import { div } from "../../../ops/div.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { held } from "../limits.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";
import { normalized, scaled, widened } from "./_channels.ts";

/** Axes from the attribute `axis` on. */
export function trailingAxes(node: ImportContext, rank: number): number[] {
  const axis = node.int("axis", -1);
  const first = axis < 0 ? axis + rank : axis;
  return Array.from({ length: held(rank - first, "the list of its axes") }, (_, i) => first + i);
}

function layerNormalization(node: ImportContext): readonly (Node | null)[] {
  const x = node.input(0);
  const wide = node.int("stash_type", 1) === 1 ? widened(x) : x;
  const { y, mean, deviation } = normalized(wide, trailingAxes(node, x.shape.length), node.float("epsilon", 1e-5));
  const result = scaled(cast(y, x.dtype), node.optional(1), node.optional(2));
  return [result, mean, node.isUsed(2) ? div(scalarLike(deviation, 1), deviation) : null];
}

export const layerNormalizationImporter: Importer = {
  opType: "LayerNormalization",
  import: layerNormalization,
  samples: [
    { opset: 17, inputs: [{ shape: [2, 3, 4] }, { shape: [4] }, { shape: [4] }], outputs: 3 },
    {
      opset: 17,
      attributes: [intAttribute("axis", 1), floatAttribute("epsilon", 0.1)],
      inputs: [{ shape: [2, 3, 4] }, { shape: [3, 4] }],
    },
  ],
};
