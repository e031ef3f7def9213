/** @file ONNX ArgMin. */
import type { Importer } from "../_importer.ts";
import { argImporter } from "./_arg.ts";

export const argMinImporter: Importer = argImporter("ArgMin", true);
