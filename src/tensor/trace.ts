/** @file Tracing: calls the user's function once on tensors without elements, and returns the graph it built. */
import type { Type } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { input } from "../ops/input.ts";
import { UsageError } from "../util/errors.ts";
import { Tensor } from "./tensor.ts";
import { flattenTree, type MapLeaves, mapTree, type Tree } from "./tree.ts";

/** What the function is traced for: types, named by nested records and arrays. */
export type InputTypes = Readonly<Record<string, Tree<Type>>>;

export interface Traced<R> {
  readonly graph: Graph;
  /** Input nodes by name, such as "layers.0.weight". */
  readonly inputs: ReadonlyMap<string, Node>;
  /** What the function returned. */
  readonly result: R;
}

export const isTensor = (x: unknown): x is Tensor => x instanceof Tensor;

const isType = (x: unknown): x is Type =>
  typeof x === "object" && x !== null && "dtype" in x && typeof x.dtype === "string" && "shape" in x;

/**
 * Calls `fn` with a record of tensors nested as `types` is. The graph's outputs are the returned tensors by name; a
 * single returned tensor is named "output".
 *
 * @throws UsageError where `fn` returns something other than tensors
 */
export function trace<S extends InputTypes, R>(fn: (inputs: MapLeaves<S, Type, Tensor>) => R, types: S): Traced<R> {
  const inputs = new Map<string, Node>();
  const tensors = mapTree(types, isType, ({ shape, dtype }, name) => {
    const node = input(name, dtype, shape);
    inputs.set(name, node);
    return new Tensor(node);
  });
  const result = fn(tensors as MapLeaves<S, Type, Tensor>);
  if (result instanceof Promise) {
    throw new UsageError("a traced function cannot be async: tensors have no elements to wait for");
  }
  const outputs = flattenTree(result, isTensor).map(
    ({ name, leaf }) => [name === "" ? "output" : name, leaf.node] as const,
  );
  return { graph: { inputs: [...inputs.values()], outputs: new Map(outputs) }, inputs, result };
}
