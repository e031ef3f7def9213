/** @file ONNX Sum. */
import { add } from "../../../ops/add.ts";
import type { Importer } from "../_importer.ts";
import { variadicImporter } from "./_variadic.ts";

export const sumImporter: Importer = variadicImporter("Sum", add);
