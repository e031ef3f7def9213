/** @file ONNX ArgMax. */
import type { Importer } from "../_importer.ts";
import { argImporter } from "./_arg.ts";

export const argMaxImporter: Importer = argImporter("ArgMax", false);
