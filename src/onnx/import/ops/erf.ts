/** @file ONNX Erf. */
import { erf } from "../../../ops/erf.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const erfImporter: Importer = unaryImporter("Erf", erf);
