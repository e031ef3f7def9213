/** @file Puts a lowered graph into an ONNX model and its bytes. */
import { findDefect } from "./verify.ts";
import { encodeMessage } from "./wire/message.ts";
import { type GraphProto, type ModelProto, modelTable } from "./wire/onnx.ts";

/** The versions that ONNX Runtime 1.30 loads on every target. */
const opsetVersion = 21;
const irVersion = 10;

export function modelBytes(graph: GraphProto, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const model: ModelProto = {
    irVersion: BigInt(irVersion),
    producerName: "evenkeel",
    graph,
    opsetImport: [{ domain: "", version: BigInt(opsetVersion) }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  };
  const defect = findDefect(model);
  if (defect) throw new Error(`the lowered graph is no valid ONNX model: ${defect}`);
  return encodeMessage(modelTable, model);
}
