/** @file ONNX Unsqueeze. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { DataError } from "../../../util/errors.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intsAttribute } from "./_attributes.ts";
import { axesOf } from "./_axes.ts";

function unsqueezed(node: ImportContext): Node {
  const x = node.input(0);
  const given = axesOf(node, 13);
  if (!given) throw new DataError("Unsqueeze names no axes");
  const rank = x.shape.length + given.length;
  const axes = normalizeAxes("Unsqueeze", given, rank);
  const rest = [...x.shape];
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)),
  );
}

export const unsqueezeImporter: Importer = {
  opType: "Unsqueeze",
  import: unsqueezed,
  samples: [
    { opset: 7, attributes: [intsAttribute("axes", [0, 2])], inputs: [{ shape: [3, 4] }] },
    { opset: 13, inputs: [{ shape: [3] }, { shape: [2], dtype: "int64", values: [-1, 0], constant: true }] },
  ],
};
