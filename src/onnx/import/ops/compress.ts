/** @file ONNX Compress, where its condition is known. */
import { toValue } from "../../../graph/dtype.ts";
import { constant } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

const condition = { shape: [3], dtype: "bool", values: [0, 1, 1], constant: true } as const;

export const compressImporter: Importer = {
  opType: "Compress",
  import: (node) => {
    const given = node.input(0);
    const x = node.has("axis") ? given : reshape(given, [sizeOf(given.shape)]);
    const kept = node.requiredNumbers(1, "the number of its results").flatMap((on, i) => (on ? [i] : []));
    return gather(x, constant(toValue("int32", [kept.length], kept)), node.has("axis") ? axisOf(node, x) : 0);
  },
  samples: [
    { opset: 11, inputs: [{ shape: [2, 3] }, condition] },
    { opset: 11, attributes: [intAttribute("axis", 1)], inputs: [{ shape: [2, 3] }, condition] },
  ],
};
