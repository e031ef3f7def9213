/** @file matmul: matrix product over the last two axes, earlier axes broadcast as batches. */
import type { Type } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { ShapeError } from "../util/errors.ts";
import { broadcastShapes, broadcastStrides, formatShape, sizeOf } from "../util/shape.ts";
import { productCells } from "./_cellsProduct.ts";
import { requireFloat, unbroadcast } from "./_elementwise.ts";
import { productRange, sumOfRange } from "./_ranges.ts";
import { transposeLast } from "./transpose.ts";

function inferMatmul([a, b]: readonly Type[]): Type {
  requireFloat("matmul", a!);
  requireFloat("matmul", b!);
  const shapes = `${formatShape(a!.shape)} @ ${formatShape(b!.shape)}`;
  if (a!.shape.length < 2 || b!.shape.length < 2) {
    throw new ShapeError(`matmul: ${shapes} needs two operands of at least 2 dimensions`, {
      help: "reshape a vector to [1, n] or [n, 1]",
    });
  }
  if (a!.dtype !== b!.dtype)
    throw new ShapeError(`matmul: ${a!.dtype} @ ${b!.dtype} differ in dtype`, { help: "cast one of them" });
  const inner = a!.shape.at(-1);
  if (inner !== b!.shape.at(-2)) {
    throw new ShapeError(`matmul: ${shapes} do not fit`, {
      found: `the last dimension of the first, ${inner}, is not the last but one of the second, ${b!.shape.at(-2)}`,
      help: "transpose one of them: a.transpose() or a.T",
    });
  }
  const batch = broadcastShapes("matmul", a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  return { shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!], dtype: a!.dtype };
}

export const matmulOp: OpDef<null> = {
  name: "matmul",
  formula: "A B",
  infer: inferMatmul,
  reference: ([a, b], _attrs, out) => {
    const [rows, columns] = out.shape.slice(-2) as [number, number];
    const inner = a!.shape.at(-1)!;
    const batch = out.shape.slice(0, -2);
    const aBatch = broadcastStrides(a!.shape.slice(0, -2), batch).map((s) => s * rows * inner);
    const bBatch = broadcastStrides(b!.shape.slice(0, -2), batch).map((s) => s * inner * columns);
    const row = new Float64Array(columns);
    for (let n = 0; n < sizeOf(batch); n++) {
      let [rest, aStart, bStart] = [n, 0, 0];
      for (let axis = batch.length - 1; axis >= 0; axis--) {
        const index = rest % batch[axis]!;
        rest = (rest - index) / batch[axis]!;
        aStart += index * aBatch[axis]!;
        bStart += index * bBatch[axis]!;
      }
      for (let i = 0; i < rows; i++) {
        row.fill(0);
        for (let k = 0; k < inner; k++) {
          const factor = a!.data[aStart + i * inner + k]!;
          const from = bStart + k * columns;
          for (let j = 0; j < columns; j++) row[j]! += factor * b!.data[from + j]!;
        }
        out.data.set(row, (n * rows + i) * columns);
      }
    }
  },
  // d(AB) = dA B + A dB
  vjp: (ct, { inputs: [a, b] }) => [
    unbroadcast(matmul(ct, transposeLast(b!)), a!),
    unbroadcast(matmul(transposeLast(a!), ct), b!),
  ],
  onnx: (b, inputs) => b.op("MatMul", inputs),
  range: ([a, b], { inputs }) => sumOfRange(productRange(a!, b!), inputs[0]!.shape.at(-1)!),
  cells: ([a, b], { shape }, context) => productCells(a!, b!, shape, context.constant(1), context),
  ulps: 0,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [4, 2] }] },
    { attrs: null, inputs: [{ shape: [2, 3, 4] }, { shape: [4, 5] }] },
    { attrs: null, inputs: [{ shape: [2, 1, 3, 2] }, { shape: [3, 2, 2] }] },
  ],
};

export const matmul = (a: Node, b: Node): Node => makeNode(matmulOp, [a, b], null);
