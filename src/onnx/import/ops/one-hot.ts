/** @file ONNX OneHot. */

import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { oneHot } from "../../../ops/oneHot.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { transpose } from "../../../ops/transpose.ts";
import { where } from "../../../ops/where.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

const element = (x: Node, i: number): Node => reshape(slice(x, [i], [i + 1]), []);

export const oneHotImporter: Importer = {
  opType: "OneHot",
  import: (node) => {
    const indices = cast(node.input(0), "int32");
    const [depth] = node.requiredNumbers(1, "the number of classes") as [number];
    const values = node.input(2);
    const fromEnd = add(indices, constantLike(indices, depth));
    const resolved = where(compare("<", indices, constantLike(indices, 0)), fromEnd, indices);
    const hot = oneHot(resolved, depth, "bool");
    const rank = hot.shape.length;
    const axis = normalizeAxes("OneHot", node.int("axis", -1), rank)[0]!;
    const order = Array.from({ length: rank - 1 }, (_, i) => i);
    const moved = transpose(hot, [...order.slice(0, axis), rank - 1, ...order.slice(axis)]);
    return where(moved, element(values, 1), element(values, 0));
  },
  samples: [
    {
      opset: 11,
      attributes: [intAttribute("axis", 0)],
      inputs: [
        { shape: [2, 3], dtype: "int64", domain: [-4, 5] },
        { shape: [1], dtype: "int64", values: [4], constant: true },
        { shape: [2], values: [-1, 2] },
      ],
    },
    {
      opset: 9,
      inputs: [
        { shape: [5], dtype: "int64", domain: [0, 3] },
        { shape: [1], dtype: "int64", values: [4], constant: true },
        { shape: [2], values: [0, 1] },
      ],
    },
  ],
};
