/** @file The float64 oracle: evaluates nodes one by one with the ops' own plain loops. */
import type { DType, Type, Value } from "../../graph/dtype.ts";
import { allocate, isFloat, isHalf, toValue } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { isAbsent } from "../../graph/op.ts";
import { UsageError } from "../../util/errors.ts";
import { formatShape, sameShape } from "../../util/shape.ts";

/** "declared": each value is rounded to its dtype. "float64": every float is kept in float64. */
export type Precision = "declared" | "float64";

export interface EvaluateOptions {
  readonly precision?: Precision;
  /** Sees every node with its value and operands, in order of evaluation; composites are seen as their bodies' nodes too. */
  readonly observe?: (node: Node, value: Value, operands: readonly Value[]) => void;
}

const storageType = (dtype: DType, precision: Precision): DType =>
  isFloat(dtype) && precision === "float64" ? "float64" : dtype;

/**
 * Values of `outputs`, given a value for each input node below them.
 *
 * @throws UsageError where an input has no value or one of another shape
 */
export function evaluate(
  outputs: readonly Node[],
  feeds: ReadonlyMap<Node, Value>,
  { precision = "declared", observe }: EvaluateOptions = {},
): Value[] {
  const values = new Map<Node, Value>();
  const order = topological(outputs);
  const remainingUses = countUses(order, outputs);
  for (const node of order) {
    const operands = node.inputs.map((input) => values.get(input)!);
    const value =
      feeds.has(node) || node.inputs.length + (node.op.body ? 1 : 0) === 0
        ? source(node, feeds, precision)
        : apply(node, operands, { precision, ...(observe && { observe }) });
    values.set(node, value);
    observe?.(node, value, operands);
    for (const input of node.inputs)
      if (remainingUses.get(input) === 1) values.delete(input);
      else remainingUses.set(input, remainingUses.get(input)! - 1);
  }
  return outputs.map((node) => values.get(node)!);
}

/** Uses of each node's value; outputs are never freed. */
function countUses(order: readonly Node[], outputs: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>(outputs.map((node) => [node, Number.POSITIVE_INFINITY]));
  for (const node of order) for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}

function source(node: Node, feeds: ReadonlyMap<Node, Value>, precision: Precision): Value {
  const fed = feeds.get(node);
  const dtype = storageType(node.dtype, precision);
  if (!fed) {
    const { reference } = node.op;
    if (isAbsent(reference)) {
      throw new UsageError(`${describeInput(node)} has no value`, {
        help: "feed a value for every input of the graph",
      });
    }
    return computed({ shape: node.shape, dtype }, (out) => reference([], node.attrs, out));
  }
  if (!sameShape(fed.shape, node.shape)) {
    throw new UsageError(
      `${describeInput(node)} has shape ${formatShape(node.shape)} and was fed ${formatShape(fed.shape)}`,
    );
  }
  return fed.dtype === dtype ? fed : toValue(dtype, fed.shape, fed.data);
}

const describeInput = (node: Node): string => {
  const name = (node.attrs as { name?: string } | null)?.name;
  return name ? `input "${name}"` : `node ${node.op.name}`;
};

/** What `rule` stores, rounded once: a half is computed in float64 first. */
function computed(type: Type, rule: (out: Value) => void): Value {
  const out = allocate(isHalf(type.dtype) ? { shape: type.shape, dtype: "float64" } : type);
  rule(out);
  return isHalf(type.dtype) ? toValue(type.dtype, type.shape, out.data) : out;
}

function apply(node: Node, operands: readonly Value[], options: EvaluateOptions): Value {
  const { reference, body } = node.op;
  if (!isAbsent(reference)) {
    const type = { shape: node.shape, dtype: storageType(node.dtype, options.precision ?? "declared") };
    return computed(type, (out) => reference(operands, node.attrs, out));
  }
  if (!body) throw new Error(`${node.op.name} has neither a reference nor a body`);
  const inputs = node.inputs.map((input, i) => ({ input, value: operands[i]! }));
  const expanded = body(node.inputs, node.attrs);
  return evaluate([expanded], new Map(inputs.map(({ input, value }) => [input, value])), options)[0]!;
}
