/** @file ONNX Sigmoid. */
import { sigmoid } from "../../../ops/sigmoid.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const sigmoidImporter: Importer = unaryImporter("Sigmoid", sigmoid);
