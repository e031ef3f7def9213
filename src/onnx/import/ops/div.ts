/** @file ONNX Div: of whole numbers it drops the fraction. */
import { isFloat } from "../../../graph/dtype.ts";
import { div } from "../../../ops/div.ts";
import type { Importer } from "../_importer.ts";
import { wholeDiv } from "../foreign/wholeDiv.ts";
import { binaryImporter } from "./_elementwise.ts";

export const divImporter: Importer = binaryImporter("Div", (a, b) => (isFloat(a.dtype) ? div(a, b) : wholeDiv(a, b)), [
  { opset: 7, inputs: [{ shape: [2, 3] }, { shape: [3], domain: [0.5, 3] }] },
  {
    opset: 14,
    inputs: [
      { shape: [6], dtype: "int32", values: [7, -7, 7, -7, 6, 0] },
      { shape: [6], dtype: "int32", values: [2, 2, -2, -2, 3, 5] },
    ],
  },
]);
