/** @file ONNX Max. */
import { maximum } from "../../../ops/maximum.ts";
import type { Importer } from "../_importer.ts";
import { variadicImporter } from "./_variadic.ts";

export const maxImporter: Importer = variadicImporter("Max", maximum);
