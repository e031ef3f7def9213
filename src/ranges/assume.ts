/** @file What a condition says of the values it compares: the boxes of nodes where it holds, or where it fails. */
import { type Box, cellRange, hullOf } from "../graph/box.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import { absOp } from "../ops/abs.ts";
import { type Comparison, compareOp } from "../ops/compare.ts";
import { negOp } from "../ops/neg.ts";
import type { FloatType } from "../util/float.ts";
import { nextDown, nextUp } from "../util/ulp.ts";
import type { Facts } from "./relation.ts";

export type Assumed = ReadonlyMap<Node, Box>;

export const opposite: Readonly<Record<Comparison, Comparison>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};
export const mirrored: Readonly<Record<Comparison, Comparison>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};

/** The part of a cell where `x kind other` holds for some value of the other; null where there is none. */
function restricted(x: Range, kind: Comparison, other: Range, dtype: FloatType): Range | null {
  const { lo, hi } = x;
  const up = (v: number): number => (Number.isFinite(v) ? nextUp(dtype, v) : v);
  const down = (v: number): number => (Number.isFinite(v) ? nextDown(dtype, v) : v);
  const onePoint = other.lo === other.hi;
  const parts: Readonly<Record<Comparison, () => readonly [number, number]>> = {
    "<": () => [lo, Math.min(hi, down(other.hi))],
    "<=": () => [lo, Math.min(hi, other.hi)],
    ">": () => [Math.max(lo, up(other.lo)), hi],
    ">=": () => [Math.max(lo, other.lo), hi],
    "==": () => [Math.max(lo, other.lo), Math.min(hi, other.hi)],
    "!=": () => [onePoint && lo === other.lo ? up(lo) : lo, onePoint && hi === other.lo ? down(hi) : hi],
  };
  const [least, most] = parts[kind]();
  return least <= most ? { lo: least, hi: most, nan: false } : null;
}

/** The box under the comparison, null where it is no narrower; cells that it rules out stay, for nobody sees them. */
function restrictedBox(box: Box, kind: Comparison, other: Range, dtype: FloatType, keepsNan: boolean): Box | null {
  const [lo, hi] = [box.lo.slice(), box.hi.slice()];
  let changed = !keepsNan && box.nan.some(Boolean);
  for (let i = 0; i < lo.length; i++) {
    const part = restricted(cellRange(box, i), kind, other, dtype);
    if (!part) continue;
    changed ||= part.lo !== lo[i] || part.hi !== hi[i];
    [lo[i], hi[i]] = [part.lo, part.hi];
  }
  if (!changed) return null;
  return { ...box, lo, hi, nan: keepsNan ? box.nan : new Uint8Array(box.nan.length) };
}

/** Boxes of the compared nodes, and of what they are the absolute value or the negative of, under the condition. */
export function assumptionsOf(condition: Node, holds: boolean, { boxes }: Pick<Facts, "boxes">): Assumed | null {
  if (condition.op !== (compareOp as unknown)) return null;
  const [a, b] = condition.inputs as [Node, Node];
  if (!isFloat(a.dtype)) return null;
  const { kind } = condition.attrs as { kind: Comparison };
  const meant = holds ? kind : opposite[kind];
  // a comparison with NaN is false, and ≠ is true
  const keepsNan = holds === (kind === "!=");
  const assumed = new Map<Node, Box>();
  const add = (node: Node, how: Comparison, other: Range): void => {
    const known = assumed.get(node) ?? boxes.get(node);
    if (!known) return;
    const box = restrictedBox(known, how, other, node.dtype as FloatType, keepsNan);
    if (box) assumed.set(node, box);
    const x = node.inputs[0];
    if (node.op === (negOp as unknown)) add(x!, mirrored[how], { lo: -other.hi, hi: -other.lo, nan: other.nan });
    if (node.op === (absOp as unknown) && (how === "<" || how === "<=")) {
      add(x!, how, other);
      add(x!, mirrored[how], { lo: -other.hi, hi: -other.lo, nan: other.nan });
    }
    if (node.op === (absOp as unknown) && how === "!=") add(x!, "!=", other);
  };
  add(a, meant, hullOf(boxes.get(b)!));
  add(b, mirrored[meant], hullOf(boxes.get(a)!));
  return assumed.size > 0 ? assumed : null;
}
