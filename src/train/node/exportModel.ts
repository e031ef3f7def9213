/** @file Where a session's trained model becomes the bytes of an ONNX file. */
import type { Dataset } from "../../data/dataset.ts";
import type { Value } from "../../graph/dtype.ts";
import type { Plan } from "../plan.ts";

/** null where the model cannot be exported. */
export function exportModel(
  _plan: Plan,
  _dataset: Dataset,
  _parameters: Readonly<Record<string, Value>>,
): Uint8Array | null {
  return null;
}
