/** @file ai.onnx.ml OneHotEncoder. */
import { toValue } from "../../../graph/dtype.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { constant } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { Importer } from "../_importer.ts";
import { intsAttribute } from "./_attributes.ts";
import { ml } from "./_ml.ts";

export const mlOneHotEncoderImporter: Importer = {
  opType: "OneHotEncoder",
  domain: ml,
  import: (node) => {
    const x = cast(node.input(0), "int64");
    const categories = node.ints("cats_int64s");
    const column = reshape(x, [...x.shape, 1]);
    return cast(compare("==", column, constant(toValue("int64", [categories.length], categories))), "float32");
  },
  samples: [
    {
      opset: 1,
      attributes: [intsAttribute("cats_int64s", [1, 4, 7])],
      inputs: [{ shape: [4], dtype: "int64", values: [4, 7, 2, 1] }],
    },
  ],
};
