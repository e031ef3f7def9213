/** @file Einstein summation as transpositions, products and sums, two operands at a time. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { matmul } from "../../../ops/matmul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sum } from "../../../ops/sum.ts";
import { transpose } from "../../../ops/transpose.ts";
import { sizeOf } from "../../../util/shape.ts";
import { held } from "../limits.ts";

/** A value with a letter for each of its axes. */
export interface Lettered {
  readonly node: Node;
  readonly letters: readonly string[];
}

/** Axes in the order of `letters`, which are the value's. */
export const arranged = ({ node, letters }: Lettered, order: readonly string[]): Node =>
  transpose(
    node,
    order.map((letter) => letters.indexOf(letter)),
  );

/** Sums over the axes whose letters nobody needs any more. */
export function summedOut({ node, letters }: Lettered, needed: ReadonlySet<string>): Lettered {
  const axes = letters.flatMap((letter, axis) => (needed.has(letter) ? [] : [axis]));
  if (axes.length === 0) return { node, letters };
  return { node: sum(node, { axes }), letters: letters.filter((letter) => needed.has(letter)) };
}

/** A letter that stands twice means the diagonal of the two axes. */
export function diagonal({ node, letters }: Lettered): Lettered {
  const second = letters.findIndex((letter, axis) => letters.indexOf(letter) < axis);
  if (second < 0) return { node, letters };
  const first = letters.indexOf(letters[second]!);
  const size = node.shape[first]!;
  const others = letters.flatMap((_, axis) => (axis === first || axis === second ? [] : [axis]));
  const moved = transpose(node, [first, second, ...others]);
  const flat = reshape(moved, [size * size, ...others.map((axis) => node.shape[axis]!)]);
  const indices = Array.from({ length: held(size, "the diagonal") }, (_, i) => i * (size + 1));
  const picked = gather(flat, constant(toValue("int32", [size], indices)), 0);
  return diagonal({ node: picked, letters: [letters[first]!, ...others.map((axis) => letters[axis]!)] });
}

/** The product of two operands, summed over what only they hold: a matrix product over the shared axes. */
export function contracted(a: Lettered, b: Lettered, needed: ReadonlySet<string>): Lettered {
  const [left, right] = [
    summedOut(a, new Set([...needed, ...b.letters])),
    summedOut(b, new Set([...needed, ...a.letters])),
  ];
  const shared = left.letters.filter((letter) => right.letters.includes(letter));
  const batch = shared.filter((letter) => needed.has(letter));
  const inner = shared.filter((letter) => !needed.has(letter));
  const rows = left.letters.filter((letter) => !shared.includes(letter));
  const columns = right.letters.filter((letter) => !shared.includes(letter));
  const sizes = (from: Lettered, letters: readonly string[]): number[] =>
    letters.map((letter) => from.node.shape[from.letters.indexOf(letter)]!);
  const [n, k] = [sizes(left, batch), sizeOf(sizes(left, inner))];
  const [m, p] = [sizes(left, rows), sizes(right, columns)];
  const x = reshape(arranged(left, [...batch, ...rows, ...inner]), [...n, sizeOf(m), k]);
  const y = reshape(arranged(right, [...batch, ...inner, ...columns]), [...n, k, sizeOf(p)]);
  return { node: reshape(matmul(x, y), [...n, ...m, ...p]), letters: [...batch, ...rows, ...columns] };
}
