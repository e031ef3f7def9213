/** @file ai.onnx.ml Imputer: missing values replaced by given ones. */
import { isFloat, toValue } from "../../../graph/dtype.ts";
import { compare } from "../../../ops/compare.ts";
import { constant, constantLike } from "../../../ops/constant.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { isNan } from "../foreign/isNaN.ts";
import { floatAttribute, floatsAttribute } from "./_attributes.ts";
import { ml } from "./_ml.ts";

export const mlImputerImporter: Importer = {
  opType: "Imputer",
  domain: ml,
  import: (node) => {
    const x = node.input(0);
    const floats = isFloat(x.dtype);
    const values = floats ? node.floats("imputed_value_floats") : node.ints("imputed_value_int64s");
    const replaced = floats ? node.float("replaced_value_float", 0) : node.int("replaced_value_int64", 0);
    const missing = Number.isNaN(replaced) ? isNan(x) : compare("==", x, constantLike(x, replaced));
    return where(missing, constant(toValue(x.dtype, [values.length], values)), x);
  },
  samples: [
    {
      opset: 1,
      attributes: [floatsAttribute("imputed_value_floats", [7, 8]), floatAttribute("replaced_value_float", Number.NaN)],
      inputs: [{ shape: [2, 2], values: [1, Number.NaN, Number.NaN, 4] }],
    },
  ],
};
