/** @file ONNX Trilu: the upper or lower triangle, zeros elsewhere. */
import { toValue } from "../../../graph/dtype.ts";
import { constant, constantLike } from "../../../ops/constant.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { held } from "../limits.ts";
import { intAttribute } from "./_attributes.ts";

export const triluImporter: Importer = {
  opType: "Trilu",
  import: (node) => {
    const x = node.input(0);
    const k = node.optional(1) ? node.requiredNumbers(1, "the diagonal")[0]! : 0;
    const upper = node.int("upper", 1) === 1;
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    const kept = Array.from({ length: held(rows * columns, "the triangle") }, (_, i) => {
      const above = (i % columns) - Math.floor(i / columns) - k;
      return upper ? above >= 0 : above <= 0;
    });
    const mask = constant(toValue("bool", [rows, columns], kept.map(Number)));
    return where(mask, x, constantLike(x, 0));
  },
  samples: [
    { opset: 14, inputs: [{ shape: [2, 3, 4] }] },
    {
      opset: 14,
      attributes: [intAttribute("upper", 0)],
      inputs: [{ shape: [3, 4] }, { shape: [], dtype: "int64", values: [-1], constant: true }],
    },
  ],
};
