/** @file ONNX LogSoftmax. */
import { logSoftmax } from "../../../ops/logSoftmax.ts";
import type { Importer } from "../_importer.ts";
import { softmaxImporter } from "./_softmax.ts";

export const logSoftmaxImporter: Importer = softmaxImporter("LogSoftmax", logSoftmax);
