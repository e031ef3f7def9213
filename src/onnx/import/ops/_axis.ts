/** @file The attribute `axis`, negative ones counted from the end. */
import type { Type } from "../../../graph/dtype.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext } from "../_importer.ts";

export const axisOf = (node: ImportContext, { shape }: Type, missing?: number): number =>
  normalizeAxes(node.opType, node.int("axis", missing), shape.length)[0]!;
