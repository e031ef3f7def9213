/** @file Decision trees: walking down one, and which leaves rows inside a box can reach. */
import type { Range } from "../../../graph/op.ts";

export type Comparison = "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_GTE" | "BRANCH_GT" | "BRANCH_EQ" | "BRANCH_NEQ";

interface Branch {
  readonly feature: number;
  readonly mode: Comparison;
  readonly value: number;
  readonly yes: Tree;
  readonly no: Tree;
  /** Where NaN goes. */
  readonly missingYes: boolean;
}

export interface Leaf {
  /** Target and weight pairs. */
  readonly weights: readonly (readonly [number, number])[];
}

export type Tree = Branch | Leaf;

const isLeaf = (tree: Tree): tree is Leaf => "weights" in tree;

const holds: Readonly<Record<Comparison, (x: number, value: number) => boolean>> = {
  BRANCH_LEQ: (x, value) => x <= value,
  BRANCH_LT: (x, value) => x < value,
  BRANCH_GTE: (x, value) => x >= value,
  BRANCH_GT: (x, value) => x > value,
  BRANCH_EQ: (x, value) => x === value,
  BRANCH_NEQ: (x, value) => x !== value,
};

export const isComparison = (mode: string): mode is Comparison => mode in holds;

export function leafOf(tree: Tree, feature: (index: number) => number): Leaf {
  let at = tree;
  while (!isLeaf(at)) {
    const x = feature(at.feature);
    at = (Number.isNaN(x) ? at.missingYes : holds[at.mode](x, at.value)) ? at.yes : at.no;
  }
  return at;
}

/** Whether some, and whether all, numbers of the range take the branch. */
function takes({ mode, value }: Branch, { lo, hi }: Range): readonly [boolean, boolean] {
  const [low, high] = [holds[mode](lo, value), holds[mode](hi, value)];
  if (mode === "BRANCH_EQ" || mode === "BRANCH_NEQ") {
    const inside = lo <= value && value <= hi;
    const alone = lo === hi && inside;
    return mode === "BRANCH_EQ" ? [inside, alone] : [!alone, !inside];
  }
  return [low || high, low && high];
}

/** Calls `visit` with every leaf that a row inside the ranges can reach. */
export function eachReachable(tree: Tree, range: (feature: number) => Range, visit: (leaf: Leaf) => void): void {
  const stack: Tree[] = [tree];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (isLeaf(at)) {
      visit(at);
      continue;
    }
    const x = range(at.feature);
    const [some, all] = takes(at, x);
    if (some || (x.nan && at.missingYes)) stack.push(at.yes);
    if (!all || (x.nan && !at.missingYes)) stack.push(at.no);
  }
}
