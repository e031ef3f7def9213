/** @file The attribute `reduction` of scatters. */

import type { ImportContext } from "../_importer.ts";
import type { Reduction } from "../foreign/_reduction.ts";

const reductions: readonly Reduction[] = ["none", "add", "mul", "max", "min"];

export function reductionOf(node: ImportContext): Reduction {
  const text = node.text("reduction", "none");
  return reductions.find((reduction) => reduction === text) ?? node.unknown(`its reduction is "${text}"`);
}
