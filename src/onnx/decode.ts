/** @file Reads an ONNX model's bytes into messages, within limits. */
import { DataError } from "../util/errors.ts";
import { findDefect } from "./verify.ts";
import { type DecodeLimits, decodeMessage } from "./wire/message.ts";
import { type ModelProto, modelTable } from "./wire/onnx.ts";

/**
 * The model's messages; raw data are views of `bytes`.
 *
 * @throws DataError where the bytes are malformed, a limit is exceeded, or names are used before they are defined
 */
export function decodeModel(bytes: Uint8Array, limits: DecodeLimits = {}): ModelProto {
  const model = decodeMessage(modelTable, bytes, limits);
  const defect = findDefect(model);
  if (defect) throw new DataError("this is not a valid ONNX model", { found: defect });
  return model;
}

/** The model's metadata, later entries before earlier ones of the same key. */
export const metadataOf = (model: ModelProto): ReadonlyMap<string, string> =>
  new Map((model.metadataProps ?? []).map(({ key = "", value = "" }) => [key, value]));
