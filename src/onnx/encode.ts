/** @file Encodes a graph as an ONNX model: one run computes the outputs from the inputs. */
import type { Value } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { OnnxTarget } from "../graph/op.ts";
import { GraphBuilder, Names } from "./builder.ts";
import { type Lowered, lower } from "./lower.ts";
import { modelBytes } from "./model.ts";
import { tensorProto, typeInfo } from "./tensor.ts";
import type { ValueInfoProto } from "./wire/onnx.ts";

export interface EncodeOptions {
  readonly name?: string;
  readonly target?: OnnxTarget;
  /** Values of inputs that become constants of the model: its trained parameters. */
  readonly constants?: Readonly<Record<string, Value>>;
  /** Written into the model's metadata_props, in this order. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export const inputName = (node: Node): string => (node.attrs as { readonly name: string }).name;

/** The bytes of an ONNX model with the graph's input and output names. */
export function encodeGraph(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const { name = "graph", target = "cpu", constants = {}, metadata = {} } = options;
  const names = new Names();
  const builder = new GraphBuilder(target, names, new Map());
  const values: Lowered = new Map();
  const inputs: ValueInfoProto[] = [];
  for (const node of graph.inputs) {
    const wanted = inputName(node);
    const claimed = names.claim(wanted);
    if (claimed !== wanted) throw new Error(`two inputs are named "${wanted}"`);
    const value = constants[wanted];
    if (value) builder.initializer(tensorProto(wanted, node.dtype, node.shape, value.data));
    else inputs.push(typeInfo(wanted, node));
    values.set(node, wanted);
  }
  for (const output of graph.outputs.keys()) {
    if (names.claim(output) !== output) throw new Error(`an input and an output are both named "${output}"`);
  }
  for (const [output, node] of graph.outputs) builder.identity(lower(builder, node, values), output);
  const outputs = [...graph.outputs].map(([output, node]) => typeInfo(output, node));
  return modelBytes(builder.finish(name, inputs, outputs), metadata);
}
