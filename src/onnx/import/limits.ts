/** @file What a hostile model may make the importer hold or do. */
import type { Type } from "../../graph/dtype.ts";
import { DataError } from "../../util/errors.ts";
import { sizeOf } from "../../util/shape.ts";

/** NumPy's limit. */
const maxRank = 64;
/** Elements of one value; nothing of that size is ever held here, only described. */
const maxElements = 2 ** 31;
/** Elements of one computed value that folding holds: shapes are small, masks of a long context are not. */
export const maxFolded: number = 2 ** 20;
/** The same for floats, among which are products of matrices. */
export const maxFoldedFloats: number = 2 ** 16;
/** Elements that all foldings of one import may compute together. */
export const foldingBudget: number = 2 ** 23;
/** Elements of a table that an importer makes: a mask, indices, weights of a resized axis. */
const maxHeld: number = 2 ** 22;
/** Graph nodes of one import, functions of the model inlined. */
export const maxNodes: number = 60_000;
/** Functions and subgraphs within each other. */
export const maxInlining = 32;

/** Throws where a value is larger than anything a check could look at. */
export function checkSize(what: string, { shape }: Pick<Type, "shape">): void {
  if (shape.length > maxRank) {
    throw new DataError(`${what} has ${shape.length} dimensions`, { help: `at most ${maxRank} are accepted` });
  }
  const bad = shape.find((d) => !Number.isSafeInteger(d) || d < 0);
  if (bad !== undefined) throw new DataError(`${what} has a dimension of ${bad}`);
  const size = sizeOf(shape);
  if (size > maxElements) {
    throw new DataError(`${what} has ${size} elements`, {
      found: `shape [${shape.join(", ")}]`,
      help: `at most ${maxElements} are accepted`,
    });
  }
}

/** The count, where a table of so many elements may be made. */
export function held(count: number, what: string, most: number = maxHeld): number {
  if (count <= most) return count;
  throw new DataError(`${what} has ${count} elements`, { help: `at most ${most} are accepted` });
}
