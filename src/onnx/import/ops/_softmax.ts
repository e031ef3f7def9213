/** @file What Softmax and LogSoftmax share: before opset 13 all axes from `axis` on were one. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { normalizeAxes, sizeOf } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

export const softmaxImporter = (opType: string, build: (x: Node, axis: number) => Node): Importer => ({
  opType,
  import: (node) => alongAxis(node, build),
  samples: [
    { opset: 13, inputs: [{ shape: [2, 3, 4], edges: [50, -50] }] },
    { opset: 13, attributes: [intAttribute("axis", 1)], inputs: [{ shape: [2, 3, 4] }] },
    { opset: 11, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 11, attributes: [intAttribute("axis", 2)], inputs: [{ shape: [2, 3, 4] }] },
    { opset: 7, attributes: [intAttribute("axis", 0)], inputs: [{ shape: [2, 3] }] },
  ],
});

function alongAxis(node: ImportContext, build: (x: Node, axis: number) => Node): Node {
  const x = node.input(0);
  if (node.opset >= 13) return build(x, node.int("axis", -1));
  const rank = x.shape.length;
  const given = node.int("axis", 1);
  const [axis] = given === rank ? [rank] : normalizeAxes(node.opType, given, rank);
  if (axis === rank - 1) return build(x, axis);
  const rows = sizeOf(x.shape.slice(0, axis));
  return reshape(build(reshape(x, [rows, sizeOf(x.shape.slice(axis))]), 1), x.shape);
}
