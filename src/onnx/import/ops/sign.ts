/** @file ONNX Sign. */
import { sign } from "../../../ops/sign.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const signImporter: Importer = unaryImporter("Sign", sign);
