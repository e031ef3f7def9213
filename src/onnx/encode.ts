/** @file Encodes a graph as an ONNX model: one run computes the outputs from the inputs. */
import type { Value } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { OnnxTarget } from "../graph/op.ts";
import { GraphBuilder, Names } from "./builder.ts";
import { type Lowered, lower } from "./lower.ts";
import { modelBytes } from "./model.ts";
import { tensorProto, valueInfo } from "./tensor.ts";
import type { GraphProto, ValueInfoProto } from "./wire/onnx.ts";

export interface EncodeOptions {
  readonly name?: string;
  readonly target?: OnnxTarget;
  /** Values of inputs that become constants of the model: its trained parameters. */
  readonly constants?: Readonly<Record<string, Value>>;
  /** Name of the first dimension of every input and output that stays one; their sizes when left out. */
  readonly firstDimension?: string;
  /** Whether nodes say from which op and which line of a program they come; they do when left out. */
  readonly sites?: boolean;
  /** Written into the model's metadata_props, in this order. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export const inputName = (node: Node): string => (node.attrs as { readonly name: string }).name;

const openInfo = (name: string, { dtype, shape }: Node, first: string | undefined): ValueInfoProto =>
  valueInfo(name, dtype, first === undefined ? shape : [first, ...shape.slice(1)]);

const withoutSites = (graph: GraphProto): GraphProto => ({
  ...graph,
  node: (graph.node ?? []).map(({ docString: _, ...node }) => node),
});

/** The bytes of an ONNX model with the graph's input and output names. */
export function encodeGraph(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const { name = "graph", target = "cpu", constants = {}, metadata = {}, firstDimension, sites = true } = options;
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
    else inputs.push(openInfo(wanted, node, firstDimension));
    values.set(node, wanted);
  }
  for (const output of graph.outputs.keys()) {
    if (names.claim(output) !== output) throw new Error(`an input and an output are both named "${output}"`);
  }
  for (const [output, node] of graph.outputs) builder.identity(lower(builder, node, values), output);
  const outputs = [...graph.outputs].map(([output, node]) => openInfo(output, node, firstDimension));
  const encoded = builder.finish(name, inputs, outputs);
  return modelBytes(sites ? encoded : withoutSites(encoded), metadata);
}
