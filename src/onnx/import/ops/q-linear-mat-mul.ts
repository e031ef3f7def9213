/** @file ONNX QLinearMatMul. */
import type { Node } from "../../../graph/node.ts";
import { matmul } from "../../../ops/matmul.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { requantized } from "./_requantized.ts";
import { withoutZeroPoint } from "./_whole.ts";

function product(node: ImportContext): Node {
  const a = withoutZeroPoint(node.input(0), node.input(2), -2);
  const b = withoutZeroPoint(node.input(3), node.input(5), -1);
  if (a.shape.length < 2 || b.shape.length < 2) return node.unknown("an operand is a vector");
  const rows = node.input(1);
  const scale = rows.shape.length === 1 && rows.shape[0]! > 1 ? reshape(rows, [rows.shape[0]!, 1]) : rows;
  return requantized(node, matmul(a, b), [scale, node.input(4), node.input(6)], node.input(7));
}

const bytes = { dtype: "uint8", domain: [0, 255] } as const;
const one = (value: number) => ({ shape: [], values: [value] }) as const;

export const qLinearMatMulImporter: Importer = {
  opType: "QLinearMatMul",
  import: product,
  samples: [
    {
      opset: 10,
      inputs: [
        { ...bytes, shape: [2, 3] },
        one(0.007),
        { ...one(113), dtype: "uint8" },
        { ...bytes, shape: [3, 4] },
        one(0.0071),
        { ...one(114), dtype: "uint8" },
        one(0.0107),
        { ...one(118), dtype: "uint8" },
      ],
    },
  ],
};
