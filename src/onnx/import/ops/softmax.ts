/** @file ONNX Softmax. */
import { softmax } from "../../../ops/softmax.ts";
import type { Importer } from "../_importer.ts";
import { softmaxImporter as importerOf } from "./_softmax.ts";

export const softmaxImporter: Importer = importerOf("Softmax", softmax);
