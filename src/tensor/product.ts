/** @file NumPy's matmul on nodes: vectors count as a row on the left and as a column on the right. */
import type { Node } from "../graph/node.ts";
import { matmul } from "../ops/matmul.ts";
import { reshape } from "../ops/reshape.ts";

export function product(a: Node, b: Node): Node {
  const row = a.shape.length === 1;
  const column = b.shape.length === 1;
  if (!row && !column) return matmul(a, b);
  const result = matmul(row ? reshape(a, [1, -1]) : a, column ? reshape(b, [-1, 1]) : b);
  const batch = result.shape.slice(0, -2);
  return reshape(result, [...batch, ...(row ? [] : [result.shape.at(-2)!]), ...(column ? [] : [result.shape.at(-1)!])]);
}
