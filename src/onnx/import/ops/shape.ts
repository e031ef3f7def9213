/** @file ONNX Shape: known when the model is imported. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant } from "../../../ops/constant.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

function shapeOf(node: ImportContext): Node {
  const { shape } = node.input(0);
  const part = shape.slice(node.int("start", 0), node.int("end", shape.length));
  return constant(toValue("int64", [part.length], part));
}

export const shapeImporter: Importer = {
  opType: "Shape",
  import: shapeOf,
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 15, attributes: [intAttribute("start", -2), intAttribute("end", -1)], inputs: [{ shape: [2, 3, 4] }] },
  ],
};
