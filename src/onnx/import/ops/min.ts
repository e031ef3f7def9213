/** @file ONNX Min. */
import { minimum } from "../../../ops/minimum.ts";
import type { Importer } from "../_importer.ts";
import { variadicImporter } from "./_variadic.ts";

export const minImporter: Importer = variadicImporter("Min", minimum);
