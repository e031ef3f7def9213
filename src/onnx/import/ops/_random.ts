/** @file What importers of random ops share: a seed for each node, and uniform numbers in [0, 1). */
import type { DType } from "../../../graph/dtype.ts";
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import type { Shape } from "../../../util/shape.ts";
import type { ImportContext } from "../_importer.ts";
import { randomUniform } from "../foreign/randomUniform.ts";

/** The node's own seed, a float where `whole` is not said; without one a number made of its name. */
export function seedOf(node: ImportContext, whole = false): number {
  if (node.has("seed")) return Math.trunc(Math.abs(whole ? node.int("seed") : node.float("seed"))) % 2 ** 20;
  return [...node.name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7) % 2 ** 20;
}

export const unitUniform = (seed: number, shape: Shape, dtype: DType): Node =>
  randomUniform({ shape, dtype, low: 0, high: 1, seed });

/** The dtype that the attribute says, else that of the value the result is like, else float32. */
export function randomType(node: ImportContext, like: Node | null): DType {
  const dtype = node.dtype("dtype", like && isFloat(like.dtype) ? like.dtype : "float32");
  return isFloat(dtype) ? dtype : node.unknown(`random numbers of ${dtype}`);
}
