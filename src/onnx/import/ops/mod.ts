/** @file ONNX Mod. */

import type { Node } from "../../../graph/node.ts";
import { cast } from "../../../ops/cast.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { mod } from "../foreign/mod.ts";
import { intAttribute } from "./_attributes.ts";
import { binaryImporter } from "./_elementwise.ts";

/** Bytes go through int32. */
function remainder(a: Node, b: Node, node: ImportContext): Node {
  const fmod = node.int("fmod", 0) === 1;
  return a.dtype === "uint8" ? cast(mod(cast(a, "int32"), cast(b, "int32"), fmod), "uint8") : mod(a, b, fmod);
}

export const modImporter: Importer = binaryImporter("Mod", remainder, [
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
