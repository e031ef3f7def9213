/** @file ONNX HardSwish. */
import { add } from "../../../ops/add.ts";
import { clip } from "../../../ops/clip.ts";
import { constantLike } from "../../../ops/constant.ts";
import { mul } from "../../../ops/mul.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// x · min(max(x/6 + ½, 0), 1)
export const hardSwishImporter: Importer = unaryImporter(
  "HardSwish",
  (x) => mul(x, clip(add(mul(x, constantLike(x, 1 / 6)), constantLike(x, 0.5)), 0, 1)),
  [{ opset: 14, inputs: [{ shape: [2, 3], edges: [-5, 5] }] }],
);
