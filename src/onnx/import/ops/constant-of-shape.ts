/** @file ONNX ConstantOfShape. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { constant } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import { DataError } from "../../../util/errors.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { checkSize } from "../limits.ts";
import { tensorAttribute } from "./_attributes.ts";

function filled(node: ImportContext): Node {
  const shape = node.requiredNumbers(0, "its shape");
  checkSize("the result", { shape });
  const value = node.has("value") ? node.tensor("value") : toValue("float32", [], [0]);
  if (sizeOf(value.shape) !== 1) throw new DataError(`the value of ConstantOfShape has ${value.data.length} elements`);
  return broadcastTo(reshape(constant(value), []), shape);
}

const shape = { shape: [2], dtype: "int64", values: [2, 3], constant: true } as const;

export const constantOfShapeImporter: Importer = {
  opType: "ConstantOfShape",
  import: filled,
  samples: [
    { opset: 9, inputs: [shape] },
    { opset: 9, attributes: [tensorAttribute("value", toValue("int64", [1], [7]))], inputs: [shape] },
  ],
};
