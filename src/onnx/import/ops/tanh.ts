/** @file ONNX Tanh. */
import { tanh } from "../../../ops/tanh.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const tanhImporter: Importer = unaryImporter("Tanh", tanh);
