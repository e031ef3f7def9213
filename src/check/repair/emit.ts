/** @file ONNX nodes that compute one replaced value from values the model has already. */
import type { Node } from "../../graph/node.ts";
import { GraphBuilder, type Names } from "../../onnx/builder.ts";
import { type Lowered, lower } from "../../onnx/lower.ts";
import type { NodeProto, TensorProto } from "../../onnx/wire/onnx.ts";
import { UsageError } from "../../util/errors.ts";
import { withOpenSizes } from "./openSizes.ts";
import { inOpset } from "./opset.ts";

export interface Emission {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
}

export interface EmitContext {
  readonly names: Names;
  readonly opset: number;
  /** Sizes that symbolic dimensions were given. */
  readonly openSizes: ReadonlySet<number>;
}

/** Nodes whose last result is `tensor`, given the names of the values at hand; or why there are none. */
export function emit(image: Node, tensor: string, values: Lowered, context: EmitContext): Emission | string {
  const { names, opset, openSizes } = context;
  const builder = new GraphBuilder("cpu", names, new Map());
  const result = loweredOr(builder, image, values);
  if (typeof result !== "string") return result.reason;
  if (builder.computes(result)) renameLater(values, result, tensor);
  else builder.identity(result, tensor);
  const { node = [], initializer = [] } = builder.finish("", [], []);
  const constants = new Map(initializer.map((one) => [one.name ?? "", one]));
  const nodes: NodeProto[] = [];
  for (const { docString: _, ...emitted } of node) {
    const older = inOpset(renamed(emitted, result, tensor), opset, { constants, sources: builder.sources });
    if (typeof older === "string") return older;
    nodes.push(older);
  }
  const used = new Set(nodes.flatMap(({ input = [] }) => input));
  return withOpenSizes(
    { nodes, initializers: initializer.filter(({ name }) => used.has(name ?? "")) },
    builder.sources,
    openSizes,
  );
}

function loweredOr(builder: GraphBuilder, image: Node, values: Lowered): string | { readonly reason: string } {
  try {
    return lower(builder, image, values);
  } catch (error) {
    if (error instanceof UsageError) return { reason: error.message };
    throw error;
  }
}

function renameLater(values: Lowered, from: string, to: string): void {
  for (const [node, name] of values) if (name === from) values.set(node, to);
}

const renamed = (node: NodeProto, from: string, to: string): NodeProto => ({
  ...node,
  input: (node.input ?? []).map((name) => (name === from ? to : name)),
  output: (node.output ?? []).map((name) => (name === from ? to : name)),
});
