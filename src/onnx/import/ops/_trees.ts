/** @file Reads the trees of TreeEnsembleRegressor and TreeEnsembleClassifier from the lists of their attributes. */
import { DataError } from "../../../util/errors.ts";
import type { ImportContext } from "../_importer.ts";
import { isComparison, type Tree } from "../foreign/_tree.ts";
import type { Aggregate } from "../foreign/treeEnsemble.ts";

/** An attribute of numbers, which newer versions also take as a tensor of doubles. */
export function numbersOf(node: ImportContext, name: string): readonly number[] {
  if (node.has(`${name}_as_tensor`)) return Array.from(node.tensor(`${name}_as_tensor`).data);
  return node.floats(name, []);
}

interface Columns {
  readonly features: readonly number[];
  readonly values: readonly number[];
  readonly modes: readonly string[];
  readonly yes: readonly number[];
  readonly no: readonly number[];
  readonly missing: readonly number[];
}

/** Deeper ones are taken for damaged. */
const maxDepth = 1000;

const key = (tree: number, node: number): string => `${tree} ${node}`;

/** Target and weight pairs by tree and node, from the lists `prefix`_treeids and so on. */
function weightsOf(node: ImportContext, prefix: string): Map<string, [number, number][]> {
  const [trees, nodes, ids] = ["treeids", "nodeids", "ids"].map((name) => node.ints(`${prefix}_${name}`)) as [
    readonly number[],
    readonly number[],
    readonly number[],
  ];
  const weights = numbersOf(node, `${prefix}_weights`);
  const result = new Map<string, [number, number][]>();
  ids.forEach((id, i) => {
    const at = key(trees[i]!, nodes[i]!);
    result.set(at, [...(result.get(at) ?? []), [id, weights[i]!]]);
  });
  return result;
}

/** The trees; `prefix` is "target" or "class". A node with two parents is a DataError. */
export function treesOf(node: ImportContext, prefix: string): Tree[] {
  const [trees, nodes] = [node.ints("nodes_treeids"), node.ints("nodes_nodeids")];
  const columns: Columns = {
    features: node.ints("nodes_featureids"),
    values: numbersOf(node, "nodes_values"),
    modes: node.texts("nodes_modes"),
    yes: node.ints("nodes_truenodeids"),
    no: node.ints("nodes_falsenodeids"),
    missing: node.ints("nodes_missing_value_tracks_true", []),
  };
  const weights = weightsOf(node, prefix);
  const rows = new Map(nodes.map((id, i) => [key(trees[i]!, id), i]));
  const roots = new Map<number, number>();
  trees.forEach((tree, row) => {
    if (!roots.has(tree)) roots.set(tree, nodes[row]!);
  });
  const built = new Set<number>();
  const build = (tree: number, id: number, depth: number): Tree => {
    const row = rows.get(key(tree, id));
    if (row === undefined || built.has(row) || depth > maxDepth) {
      const what =
        row === undefined ? "is missing" : built.has(row) ? "has two parents" : `lies deeper than ${maxDepth}`;
      throw new DataError(`${node.opType} "${node.name}": node ${id} of tree ${tree} ${what}`);
    }
    built.add(row);
    return treeAt(node, columns, row, (child) => build(tree, child, depth + 1), weights.get(key(tree, id)) ?? []);
  };
  return [...roots].map(([tree, id]) => build(tree, id, 0));
}

function treeAt(
  node: ImportContext,
  { features, values, modes, yes, no, missing }: Columns,
  row: number,
  build: (id: number) => Tree,
  weights: readonly (readonly [number, number])[],
): Tree {
  const mode = modes[row]!;
  if (mode === "LEAF") return { weights };
  if (!isComparison(mode)) return node.unknown(`a node of its trees has the mode "${mode}"`);
  return {
    feature: features[row]!,
    mode,
    value: values[row]!,
    yes: build(yes[row]!),
    no: build(no[row]!),
    missingYes: missing[row] === 1,
  };
}

export function aggregateOf(node: ImportContext): Aggregate {
  const name = node.text("aggregate_function", "SUM");
  return name === "SUM" || name === "AVERAGE" || name === "MIN" || name === "MAX"
    ? name
    : node.unknown(`its aggregate_function is "${name}"`);
}
