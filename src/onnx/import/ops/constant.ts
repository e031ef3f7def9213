/** @file ONNX Constant: a tensor, a number or a list of numbers as an attribute. */
import type { Value } from "../../../graph/dtype.ts";
import { toValue } from "../../../graph/dtype.ts";
import { constant } from "../../../ops/constant.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { floatsAttribute, intAttribute, tensorAttribute } from "./_attributes.ts";

function heldValue(node: ImportContext): Value {
  if (node.has("value")) return node.tensor("value");
  if (node.has("value_float")) return toValue("float32", [], [node.float("value_float")]);
  if (node.has("value_int")) return toValue("int64", [], [node.int("value_int")]);
  if (node.has("value_floats")) {
    const values = node.floats("value_floats");
    return toValue("float32", [values.length], values);
  }
  if (node.has("value_ints")) {
    const values = node.ints("value_ints");
    return toValue("int64", [values.length], values);
  }
  return node.unknown("its value is text or sparse");
}

export const constantImporter: Importer = {
  opType: "Constant",
  import: (node) => constant(heldValue(node)),
  samples: [
    { opset: 9, attributes: [tensorAttribute("value", toValue("float32", [2, 2], [1, -2, 0.5, 0]))], inputs: [] },
    { opset: 13, attributes: [intAttribute("value_int", -7)], inputs: [] },
    { opset: 13, attributes: [floatsAttribute("value_floats", [0.5, 2])], inputs: [] },
  ],
};
