/** @file ONNX Mod. */

import type { Importer } from "../_importer.ts";
import { mod } from "../foreign/mod.ts";
import { intAttribute } from "./_attributes.ts";
import { binaryImporter } from "./_elementwise.ts";

export const modImporter: Importer = binaryImporter("Mod", (a, b, node) => mod(a, b, node.int("fmod", 0) === 1), [
  {
    opset: 10,
    inputs: [
      { shape: [6], dtype: "int64", domain: [-9, 9] },
      { shape: [6], dtype: "int64", values: [3, -3, 4, -4, 5, 7] },
    ],
  },
  {
    opset: 13,
    attributes: [intAttribute("fmod", 1)],
    inputs: [
      { shape: [6], domain: [-9, 9] },
      { shape: [1], domain: [2, 3] },
    ],
  },
]);
