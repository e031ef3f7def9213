/** @file ONNX Exp. */
import { exp } from "../../../ops/exp.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const expImporter: Importer = unaryImporter("Exp", exp);
