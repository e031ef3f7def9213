/** @file treeEnsemble: the leaves' weights of decision trees, joined for each target. */
import { type Box, type CellContext, emptyBox } from "../../../graph/box.ts";
import type { Value } from "../../../graph/dtype.ts";
import { everyIndex, mergedAlong } from "../../../graph/grid.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef, type Range } from "../../../graph/op.ts";
import { range, union } from "../../../graph/range.ts";
import { sumError } from "../../../ops/_cellsReduce.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape } from "../../../util/shape.ts";
import { eachReachable, leafOf, type Tree } from "./_tree.ts";

export type Aggregate = "SUM" | "AVERAGE" | "MIN" | "MAX";

export interface TreeEnsembleAttrs {
  readonly trees: readonly Tree[];
  readonly targets: number;
  /** Added to each target's result; empty for none. */
  readonly base: readonly number[];
  readonly aggregate: Aggregate;
}

const join: Readonly<Record<Aggregate, (a: number, b: number) => number>> = {
  SUM: (a, b) => a + b,
  AVERAGE: (a, b) => a + b,
  MIN: Math.min,
  MAX: Math.max,
};

function ensembleValues([x]: readonly Value[], attrs: TreeEnsembleAttrs, out: Value): void {
  const { trees, targets, base, aggregate } = attrs;
  const columns = x!.shape[1]!;
  const totals = new Array<number | null>(targets);
  for (let row = 0; row < x!.shape[0]!; row++) {
    totals.fill(null);
    for (const tree of trees) {
      for (const [target, weight] of leafOf(tree, (feature) => x!.data[row * columns + feature]!).weights) {
        const before = totals[target] ?? null;
        totals[target] = before === null ? weight : join[aggregate](before, weight);
      }
    }
    for (let target = 0; target < targets; target++) {
      const total = (totals[target] ?? 0) / (aggregate === "AVERAGE" ? trees.length : 1);
      out.data[row * targets + target] = total + (base[target] ?? 0);
    }
  }
}

/** Range of each target over rows whose features lie in the ranges, and the sum of the largest weights. */
function targetRanges(attrs: TreeEnsembleAttrs, feature: (index: number) => Range): { range: Range; size: number }[] {
  const { trees, targets, base, aggregate } = attrs;
  const perTree = trees.map((tree) => treeRanges(tree, targets, feature));
  return Array.from({ length: targets }, (_, target) => {
    const own = perTree.map((ranges) => ranges[target]!);
    const shift = base[target] ?? 0;
    const divisor = aggregate === "AVERAGE" ? trees.length : 1;
    const size = own.reduce((sum, { lo, hi }) => sum + Math.max(Math.abs(lo), Math.abs(hi)), Math.abs(shift));
    const adds = aggregate === "SUM" || aggregate === "AVERAGE";
    const total = adds
      ? own.reduce((sum, r) => range(sum.lo + r.lo, sum.hi + r.hi), range(0, 0))
      : own.reduce(union, own[0] ?? range(0, 0));
    return { range: range(total.lo / divisor + shift, total.hi / divisor + shift), size };
  });
}

/** What the reachable leaves of one tree give each target; a leaf without a weight for it gives 0. */
function treeRanges(tree: Tree, targets: number, feature: (index: number) => Range): Range[] {
  const ranges = new Array<Range | null>(targets).fill(null);
  eachReachable(tree, feature, ({ weights }) => {
    const own = new Map<number, number>();
    for (const [target, weight] of weights) own.set(target, (own.get(target) ?? 0) + weight);
    for (let target = 0; target < targets; target++) {
      const weight = own.get(target) ?? 0;
      ranges[target] = ranges[target] ? union(ranges[target]!, range(weight, weight)) : range(weight, weight);
    }
  });
  return ranges.map((r) => r ?? range(0, 0));
}

function ensembleCells([x]: readonly Box[], node: Node<TreeEnsembleAttrs>, context: CellContext): Box {
  const columns = mergedAlong(x!, 0);
  const cuts = columns.cuts[1]!;
  const feature = (index: number): Range => {
    const part = cuts.filter((cut) => cut <= index).length;
    return { lo: columns.lo[part]!, hi: columns.hi[part]!, nan: columns.nan[part] === 1 };
  };
  const out = emptyBox(node.shape, [[], everyIndex(node.attrs.targets)]);
  targetRanges(node.attrs, feature).forEach(({ range: { lo, hi }, size }, target) => {
    const error = size * sumError(node.attrs.trees.length + 1, context);
    [out.lo[target], out.hi[target]] = [lo - error, hi + error];
  });
  return out;
}

const leaf = (weight: number): Tree => ({ weights: [[0, weight]] });

export const treeEnsembleOp: OpDef<TreeEnsembleAttrs> = {
  name: "treeEnsemble",
  formula: "Σ of the weights at the leaves that a row reaches",
  infer: ([x], { targets }) => {
    if (x!.shape.length === 2) return { shape: [x!.shape[0]!, targets], dtype: "float32" };
    throw new ShapeError(`treeEnsemble: ${formatShape(x!.shape)} is no table of rows`);
  },
  reference: ensembleValues,
  // constant between the thresholds
  vjp: () => [null],
  onnx: absent("its node belongs to another domain, ai.onnx.ml"),
  range: ([x], { attrs }) => {
    const ranges = targetRanges(attrs, () => x!).map((each) => each.range);
    return ranges.reduce(union, ranges[0]!);
  },
  cells: ensembleCells,
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: {
        trees: [
          { feature: 0, mode: "BRANCH_LEQ", value: 0.5, yes: leaf(1), no: leaf(-2), missingYes: false },
          { feature: 1, mode: "BRANCH_GT", value: 0, yes: leaf(3), no: leaf(4), missingYes: true },
        ],
        targets: 1,
        base: [0.25],
        aggregate: "SUM",
      },
      inputs: [{ shape: [4, 2] }],
    },
  ],
};

export const treeEnsemble = (x: Node, attrs: TreeEnsembleAttrs): Node => makeNode(treeEnsembleOp, [x], attrs);
