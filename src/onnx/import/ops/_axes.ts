/** @file Axes that older opsets take as an attribute and newer ones as an input. */
import type { ImportContext } from "../_importer.ts";

/** The axes as given; null where none are. `since` is the opset in which they became input 1. */
export function axesOf(node: ImportContext, since: number): readonly number[] | null {
  if (node.opset < since) return node.has("axes") ? node.ints("axes") : null;
  return node.optional(1) ? node.requiredNumbers(1, "axes") : null;
}
