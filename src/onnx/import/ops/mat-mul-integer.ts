/** @file ONNX MatMulInteger. */
import { cast } from "../../../ops/cast.ts";
import { matmul } from "../../../ops/matmul.ts";
import type { Importer } from "../_importer.ts";
import { withoutZeroPoint } from "./_whole.ts";

const bytes = { dtype: "uint8", domain: [0, 255] } as const;

export const matMulIntegerImporter: Importer = {
  opType: "MatMulInteger",
  import: (node) => {
    const a = withoutZeroPoint(node.input(0), node.optional(2), -2);
    const b = withoutZeroPoint(node.input(1), node.optional(3), -1);
    if (a.shape.length < 2 || b.shape.length < 2) return node.unknown("an operand is a vector");
    return cast(matmul(a, b), "int32");
  },
  samples: [
    {
      opset: 10,
      inputs: [
        { ...bytes, shape: [2, 3] },
        { ...bytes, shape: [3, 4] },
        { ...bytes, shape: [], values: [128] },
        { ...bytes, shape: [], values: [7] },
      ],
    },
  ],
};
