/** @file ONNX Not. */
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const notImporter: Importer = unaryImporter("Not", (x) => compare("==", x, constantLike(x, 0)), [
  { opset: 7, inputs: [{ shape: [6], dtype: "bool", domain: [0, 1] }] },
]);
