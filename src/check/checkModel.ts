/** @file check of an ONNX model's bytes, anywhere. */
import { decodeModel } from "../onnx/decode.ts";
import { type CheckOptions, type CheckResult, check } from "./check.ts";
import { type OnnxModel, onnxSubject } from "./onnxSubject.ts";

export interface ModelOptions extends CheckOptions, Omit<OnnxModel, "model" | "name"> {
  /** How the model is called in messages. */
  readonly name?: string;
}

/** @throws DataError where the bytes are no valid ONNX model, UsageError where the ranges do not fit it */
export function checkModel(bytes: Uint8Array, options: ModelOptions = {}): CheckResult {
  const { name = "model", ...rest } = options;
  return check(onnxSubject({ ...rest, name, model: decodeModel(bytes) }), rest);
}
