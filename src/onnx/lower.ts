/** @file Lowers graph nodes through their ops' `onnx` rules; a composite without one is lowered through its body. */
import type { Node } from "../graph/node.ts";
import { derivedFrom } from "../graph/node.ts";
import { isAbsent } from "../graph/op.ts";
import { UsageError } from "../util/errors.ts";
import { describeNode, type GraphBuilder } from "./builder.ts";

/** ONNX value name of each node lowered so far. */
export type Lowered = Map<Node, string>;

/** Emits what `output` needs and is not yet in `values`; returns the name of its value. */
export function lower(builder: GraphBuilder, output: Node, values: Lowered): string {
  const stack = [output];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const missing = values.has(node) ? [] : node.inputs.filter((input) => !values.has(input));
    if (missing.length > 0) {
      stack.push(...missing.toReversed());
      continue;
    }
    stack.pop();
    if (!values.has(node)) values.set(node, emit(builder, node, values));
  }
  return values.get(output)!;
}

function emit(builder: GraphBuilder, node: Node, values: Lowered): string {
  const { onnx, body, name } = node.op;
  if (!isAbsent(onnx)) {
    builder.source = node;
    const inputs = node.inputs.map((input) => values.get(input)!);
    const result = located(node, () => onnx(builder, inputs, node));
    builder.source = null;
    return result;
  }
  if (body)
    return lower(
      builder,
      derivedFrom(node, `part of ${name}`, () => body(node.inputs, node.attrs)),
      values,
    );
  throw new UsageError(`${name} cannot be expressed in ONNX: ${onnx.absent}`, { where: describeNode(node) });
}

/** A lowering rule that refuses its node says why; where it stands in the user's program is added here. */
function located<T>(node: Node, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof UsageError) || error.detail.where) throw error;
    throw new UsageError(error.message, { ...error.detail, where: describeNode(node) });
  }
}
