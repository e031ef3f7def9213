/** @file ONNX Tile: repeats a value along its axes. */
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { reshape } from "../../../ops/reshape.ts";
import { DataError, ShapeError } from "../../../util/errors.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { checkSize } from "../limits.ts";

/** [d₀, d₁] becomes [1, d₀, 1, d₁], is repeated to [r₀, d₀, r₁, d₁] and read as [r₀ d₀, r₁ d₁]. */
function tiled(node: ImportContext): Node {
  const x = node.input(0);
  const repeats = node.requiredNumbers(1, "the number of repetitions");
  if (repeats.length !== x.shape.length) {
    throw new ShapeError(`Tile: ${repeats.length} repetitions for ${x.shape.length} dimensions`);
  }
  if (repeats.some((r) => r < 0)) throw new DataError(`Tile repeats a value ${Math.min(...repeats)} times`);
  const shape = x.shape.map((d, axis) => d * repeats[axis]!);
  checkSize("the result", { shape });
  if (repeats.every((r, axis) => r === 1 || (x.shape[axis] === 1 && r > 1))) return broadcastTo(x, shape);
  const apart = x.shape.flatMap((d) => [1, d]);
  const repeated = x.shape.flatMap((d, axis) => [repeats[axis]!, d]);
  return reshape(broadcastTo(reshape(x, apart), repeated), shape);
}

export const tileImporter: Importer = {
  opType: "Tile",
  import: tiled,
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3] }, { shape: [2], dtype: "int64", values: [2, 3], constant: true }] },
    { opset: 13, inputs: [{ shape: [2, 1] }, { shape: [2], dtype: "int64", values: [1, 4], constant: true }] },
  ],
};
