/** @file ONNX Hardmax: 1 at the first largest element along an axis, 0 elsewhere. */
import type { Node } from "../../../graph/node.ts";
import { oneHot } from "../../../ops/oneHot.ts";
import { reshape } from "../../../ops/reshape.ts";
import { transpose } from "../../../ops/transpose.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { argMax } from "../foreign/argMax.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

function hardmax(x: Node, axis: number): Node {
  const index = argMax(x, { axis, keepdims: false, smallest: false, last: false, dtype: "int32" });
  const rank = x.shape.length;
  const order = Array.from({ length: rank - 1 }, (_, i) => i);
  return transpose(oneHot(index, x.shape[axis]!, x.dtype), [...order.slice(0, axis), rank - 1, ...order.slice(axis)]);
}

export const hardmaxImporter: Importer = {
  opType: "Hardmax",
  import: (node) => {
    const x = node.input(0);
    const axis = axisOf(node, x, node.opset < 13 ? 1 : -1);
    if (node.opset >= 13) return hardmax(x, axis);
    // before opset 13 the axes from `axis` on count as one
    const flat = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))];
    return reshape(hardmax(reshape(x, flat), 1), x.shape);
  },
  samples: [
    { opset: 11, inputs: [{ shape: [2, 3, 2] }] },
    { opset: 13, attributes: [intAttribute("axis", 1)], inputs: [{ shape: [2, 3, 2] }] },
  ],
};
