/** @file Trees: arrays and records nested to any depth around leaves, flattened to names such as "layers.0.weight". */
import { UsageError } from "../util/errors.ts";

export type Tree<T> = T | readonly Tree<T>[] | { readonly [key: string]: Tree<T> };

/** The same nesting with every leaf of type T in the place of one of type L. */
export type MapLeaves<S, L, T> = S extends L ? T : { [K in keyof S]: MapLeaves<S[K], L, T> };

export interface NamedLeaf<T> {
  /** Keys from the root, joined by dots; empty where the tree is a leaf itself. */
  readonly name: string;
  readonly leaf: T;
}

type IsLeaf<T> = (x: unknown) => x is T;

const join = (path: string, key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
};

/** The tree with each leaf replaced; leaves are visited in order. */
export function mapTree<S, L, T>(
  tree: S,
  isLeaf: IsLeaf<L>,
  replace: (leaf: L, name: string) => T,
): MapLeaves<S, L, T> {
  const visit = (x: unknown, path: string): unknown => {
    if (isLeaf(x)) return replace(x, path);
    if (Array.isArray(x)) return x.map((entry, i) => visit(entry, join(path, i)));
    if (isRecord(x))
      return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, visit(value, join(path, key))]));
    throw new UsageError(
      `${path === "" ? "the value" : `"${path}"`} is ${describe(x)}, which cannot be part of a tree of tensors`,
      {
        help: "nest tensors in arrays and plain records only",
      },
    );
  };
  return visit(tree, "") as MapLeaves<S, L, T>;
}

const describe = (x: unknown): string =>
  typeof x === "object" && x !== null ? `an instance of ${x.constructor?.name ?? "no class"}` : String(x);

export function flattenTree<L>(tree: unknown, isLeaf: IsLeaf<L>): NamedLeaf<L>[] {
  const leaves: NamedLeaf<L>[] = [];
  mapTree(tree, isLeaf, (leaf, name) => void leaves.push({ name, leaf }));
  return leaves;
}

/** A tree nested as `structure` is, with leaves taken by name. */
export function unflattenTree<S, L, T>(
  structure: S,
  isLeaf: IsLeaf<L>,
  leaves: ReadonlyMap<string, T>,
): MapLeaves<S, L, T> {
  return mapTree(structure, isLeaf, (_, name) => {
    if (leaves.has(name)) return leaves.get(name) as T;
    throw new UsageError(`"${name}" is missing`, { found: [...leaves.keys()].join(", ") || "nothing" });
  });
}
