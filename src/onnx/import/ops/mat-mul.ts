/** @file ONNX MatMul: a vector counts as one row on the left, one column on the right. */
import type { Node } from "../../../graph/node.ts";
import { matmul } from "../../../ops/matmul.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

function product(a: Node, b: Node): Node {
  const [row, column] = [a.shape.length === 1, b.shape.length === 1];
  const result = matmul(row ? reshape(a, [1, ...a.shape]) : a, column ? reshape(b, [...b.shape, 1]) : b);
  if (!row && !column) return result;
  const outer = result.shape.slice(0, -2);
  return reshape(result, [...outer, ...(row ? [] : [result.shape.at(-2)!]), ...(column ? [] : [result.shape.at(-1)!])]);
}

export const matMulImporter: Importer = binaryImporter("MatMul", product, [
  { opset: 9, inputs: [{ shape: [3, 4] }, { shape: [4, 2] }] },
  { opset: 13, inputs: [{ shape: [2, 1, 3, 4] }, { shape: [5, 4, 2] }] },
  { opset: 13, inputs: [{ shape: [4] }, { shape: [4, 2] }] },
  { opset: 13, inputs: [{ shape: [2, 3, 4] }, { shape: [4] }] },
  { opset: 13, inputs: [{ shape: [4] }, { shape: [4] }] },
]);
