/** @file ONNX Clip: limits as attributes before opset 11, as inputs since. */
import type { Node } from "../../../graph/node.ts";
import { clip } from "../../../ops/clip.ts";
import { constantLike } from "../../../ops/constant.ts";
import { maximum } from "../../../ops/maximum.ts";
import { minimum } from "../../../ops/minimum.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";

function clipped(node: ImportContext): Node {
  const x = node.input(0);
  if (node.opset < 11) {
    return limited(x, node.float("min", Number.NEGATIVE_INFINITY), node.float("max", Number.POSITIVE_INFINITY));
  }
  const [least, most] = [node.optional(1), node.optional(2)];
  const lo = least ? onlyElement(node, 1) : Number.NEGATIVE_INFINITY;
  const hi = most ? onlyElement(node, 2) : Number.POSITIVE_INFINITY;
  if (lo !== null && hi !== null) return limited(x, lo, hi);
  const raised = least ? maximum(x, least) : x;
  return most ? minimum(raised, most) : raised;
}

const onlyElement = (node: ImportContext, index: number): number | null => node.constantOf(index)?.data[0] ?? null;

/** Where the limits are crossed the upper one holds. */
const limited = (x: Node, lo: number, hi: number): Node =>
  lo <= hi ? clip(x, lo, hi) : minimum(maximum(x, constantLike(x, lo)), constantLike(x, hi));

export const clipImporter: Importer = {
  opType: "Clip",
  import: clipped,
  samples: [
    { opset: 7, attributes: [floatAttribute("min", -0.5), floatAttribute("max", 1)], inputs: [{ shape: [2, 3] }] },
    { opset: 9, inputs: [{ shape: [2, 3] }] },
    {
      opset: 11,
      inputs: [{ shape: [2, 3] }, { shape: [], values: [-0.5], constant: true }, { shape: [], values: [0.5] }],
    },
    { opset: 13, inputs: [{ shape: [2, 3] }, null, { shape: [], values: [0.25], constant: true }] },
    {
      opset: 13,
      inputs: [
        { shape: [4], dtype: "int32" },
        { shape: [], dtype: "int32", values: [0], constant: true },
      ],
    },
  ],
};
