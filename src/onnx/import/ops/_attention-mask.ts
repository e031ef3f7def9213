/** @file Which keys each query may look at: masks of programs, causal ones, windows and lengths. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { concat } from "../../../ops/concat.ts";
import { constant, scalar } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sub } from "../../../ops/sub.ts";
import { where } from "../../../ops/where.ts";
import type { ImportContext } from "../_importer.ts";

export interface Masks {
  /** Added to the scores, or null. */
  readonly bias: Node | null;
  /** Conditions that must all hold. */
  readonly allowed: readonly Node[];
  /** Whether a query may be left without any key. */
  readonly mayBeEmpty: boolean;
}

export interface Lengths {
  readonly queries: number;
  readonly keys: number;
  /** Keys that a cache holds before the queries' own. */
  readonly past: number;
}

/** For each query and key how far the key lies ahead, i against j as j − i. */
const ahead = ({ queries, keys }: Lengths): Node =>
  constant(
    toValue(
      "int32",
      [queries, keys],
      Array.from({ length: queries * keys }, (_, i) => (i % keys) - Math.floor(i / keys)),
    ),
  );

/** The mask with more keys than it speaks of: those are not looked at. */
function widenedTo(mask: Node, keys: number): Node {
  const missing = keys - mask.shape.at(-1)!;
  if (missing <= 0) return mask;
  const fill = mask.dtype === "bool" ? scalar("bool", 0) : scalarLike(mask, Number.NEGATIVE_INFINITY);
  return concat([mask, broadcastTo(fill, [...mask.shape.slice(0, -1), missing])], -1);
}

export function masksOf(node: ImportContext, mask: Node | null, filled: Node | null, lengths: Lengths): Masks {
  const given = mask && widenedTo(mask, lengths.keys);
  const allowed = given?.dtype === "bool" ? [given] : [];
  const counts = filled && reshape(cast(filled, "int32"), [filled.shape[0]!, 1, 1, 1]);
  const distance = ahead(lengths);
  // the last query sees the last key of its sequence
  const offset = counts ? sub(counts, scalar("int32", lengths.queries)) : scalar("int32", lengths.past);
  if (node.int("is_causal", 0) === 1) allowed.push(compare("<=", distance, offset));
  const [left, right] = [node.int("left_window_size", -1), node.int("right_window_size", -1)];
  if (left >= 0) allowed.push(compare(">=", distance, sub(offset, scalar("int32", left))));
  if (right >= 0) allowed.push(compare("<=", sub(distance, scalar("int32", right)), offset));
  if (counts) {
    const positions = Array.from({ length: lengths.keys }, (_, j) => j);
    allowed.push(compare("<", constant(toValue("int32", [lengths.keys], positions)), counts));
  }
  const bias = given && given.dtype !== "bool" ? given : null;
  return { bias, allowed, mayBeEmpty: given !== null || counts !== null || right >= 0 || left >= 0 };
}

/** Scores under the masks: −∞ where a key is not looked at. */
export function masked(scores: Node, { bias, allowed }: Masks, sum: (a: Node, b: Node) => Node): Node {
  const none = scalarLike(scores, Number.NEGATIVE_INFINITY);
  return allowed.reduce((rest, condition) => where(condition, rest, none), bias ? sum(scores, bias) : scores);
}
