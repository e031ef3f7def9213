/** @file ONNX Pow: the exponent may have a dtype of its own. */
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { cast } from "../../../ops/cast.ts";
import { pow } from "../../../ops/pow.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

/** Whole bases go through float64, which holds their powers exactly up to 2^53. */
const power = (a: Node, b: Node): Node =>
  isFloat(a.dtype) ? pow(a, cast(b, a.dtype)) : cast(pow(cast(a, "float64"), cast(b, "float64")), a.dtype);

export const powImporter: Importer = binaryImporter("Pow", power, [
  { opset: 7, inputs: [{ shape: [2, 3], domain: [0.2, 3] }, { shape: [3] }] },
  { opset: 13, inputs: [{ shape: [2, 3] }, { shape: [], dtype: "int32", values: [2], constant: true }] },
  {
    opset: 13,
    inputs: [
      { shape: [2, 3], dtype: "int32", domain: [0, 5] },
      { shape: [3], dtype: "int32", domain: [0, 4] },
    ],
  },
]);
