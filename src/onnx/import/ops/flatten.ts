/** @file ONNX Flatten: a matrix of the axes before and after one. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { normalizeAxes, sizeOf } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

function flattened(node: ImportContext): Node {
  const x = node.input(0);
  const rank = x.shape.length;
  const given = node.int("axis", 1);
  const [axis] = given === rank ? [rank] : normalizeAxes("Flatten", given, rank);
  return reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
}

export const flattenImporter: Importer = {
  opType: "Flatten",
  import: flattened,
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 11, attributes: [intAttribute("axis", -1)], inputs: [{ shape: [2, 3, 4] }] },
    { opset: 13, attributes: [intAttribute("axis", 0)], inputs: [{ shape: [2, 3] }] },
  ],
};
