/** @file ONNX Mish. */
import { mul } from "../../../ops/mul.ts";
import { softplus } from "../../../ops/softplus.ts";
import { tanh } from "../../../ops/tanh.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// x tanh(log(1 + eˣ))
export const mishImporter: Importer = unaryImporter("Mish", (x) => mul(x, tanh(softplus(x))), [
  { opset: 18, inputs: [{ shape: [2, 3] }] },
]);
