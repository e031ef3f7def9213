/** @file ONNX MaxPool. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { constant } from "../../../ops/constant.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import type { PoolAttrs } from "../foreign/_pool.ts";
import { maxPool } from "../foreign/maxPool.ts";
import { maxPoolIndices } from "../foreign/maxPoolIndices.ts";
import { held } from "../limits.ts";
import { intAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { spatialWindow } from "./_spatial.ts";

/** Indices count through the whole tensor, not each plane. */
function indicesOf(node: ImportContext, x: Node, attrs: PoolAttrs): Node {
  const y = maxPoolIndices(x, attrs);
  if (node.int("storage_order", 0) === 1) {
    return node.unknown("its indices are asked for column by column", [null, { shape: y.shape, dtype: "int64" }]);
  }
  const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const starts = Array.from(
    { length: held(batch * channels, "the table of its planes") },
    (_, plane) => plane * sizeOf(spatial),
  );
  const shape = [batch, channels, ...spatial.map(() => 1)];
  return add(cast(y, "int64"), constant(toValue("int64", shape, starts)));
}

export const maxPoolImporter: Importer = {
  opType: "MaxPool",
  import: (node) => {
    const x = node.input(0);
    const window = spatialWindow(node, x.shape.slice(2), node.ints("kernel_shape"));
    const attrs = { ...window, ceil: node.int("ceil_mode", 0) === 1 };
    return [maxPool(x, attrs), node.isUsed(1) ? indicesOf(node, x, attrs) : null];
  },
  samples: [
    {
      opset: 8,
      attributes: [
        intsAttribute("kernel_shape", [2, 3]),
        intsAttribute("strides", [2, 1]),
        intsAttribute("pads", [0, 1, 1, 0]),
      ],
      inputs: [{ shape: [1, 2, 5, 4] }],
    },
    {
      opset: 12,
      attributes: [
        intsAttribute("kernel_shape", [2]),
        intsAttribute("strides", [2]),
        intsAttribute("dilations", [2]),
        intAttribute("ceil_mode", 1),
      ],
      inputs: [{ shape: [1, 2, 8] }],
      outputs: 2,
    },
    {
      opset: 12,
      attributes: [intsAttribute("kernel_shape", [3, 3]), textAttribute("auto_pad", "SAME_UPPER")],
      inputs: [{ shape: [1, 1, 4, 4] }],
    },
  ],
};
