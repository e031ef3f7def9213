/** @file Collects the ONNX nodes and constants of one graph; the ops' lowering rules write into it. */
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { formatSite } from "../graph/node.ts";
import type { OnnxAttribute, OnnxAttributes, OnnxBuilder, OnnxTarget } from "../graph/op.ts";
import type { Shape } from "../util/shape.ts";
import { onnxTypes, rawBytes, tensorProto } from "./tensor.ts";
import {
  type AttributeProto,
  attributeType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./wire/onnx.ts";
import { encodeUtf8 } from "./wire/utf8.ts";

/** Value and node names of a whole model: a subgraph may not reuse a name of the graph around it. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #counters = new Map<string, number>();

  /** `wanted`, or with a number behind it where it is taken. */
  claim(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name = this.numbered(wanted);
    this.#taken.add(name);
    return name;
  }

  numbered(stem: string): string {
    const count = (this.#counters.get(stem) ?? 0) + 1;
    this.#counters.set(stem, count);
    return `${stem}_${count}`;
  }
}

export class GraphBuilder implements OnnxBuilder {
  readonly target: OnnxTarget;
  readonly names: Names;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #constants = new Map<string, string>();
  readonly #computed = new Set<string>();
  /** ONNX node name → the node it was lowered from. */
  readonly sources: Map<string, Node>;
  /** The node being lowered. */
  source: Node | null = null;

  constructor(target: OnnxTarget, names: Names, sources: Map<string, Node>) {
    this.target = target;
    this.names = names;
    this.sources = sources;
  }

  op(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const encoded = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
    return this.node(opType, inputs, encoded, [this.names.claim(this.names.numbered(opType.toLowerCase()))])[0]!;
  }

  /** Emits a node with the given outputs. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: readonly AttributeProto[],
    outputs: readonly string[],
  ): readonly string[] {
    const stem = this.source?.op.name ?? opType.toLowerCase();
    const name = this.names.claim(this.names.numbered(`node.${stem}`));
    if (this.source) this.sources.set(name, this.source);
    this.#nodes.push({
      input: inputs,
      output: outputs,
      name,
      opType,
      attribute: attributes,
      ...(this.source && { docString: describeNode(this.source) }),
    });
    for (const output of outputs) this.#computed.add(output);
    return outputs;
  }

  identity(input: string, output: string): string {
    return this.node("Identity", [input], [], [output])[0]!;
  }

  /** Whether a node of this very graph gives the value. */
  computes(value: string): boolean {
    return this.#computed.has(value);
  }

  constant(dtype: DType, shape: Shape, data: readonly number[]): string {
    const key = data.length <= 64 ? `${dtype}[${shape.join()}]${rawBytes(dtype, data).join()}` : null;
    const known = key === null ? undefined : this.#constants.get(key);
    if (known) return known;
    const name = this.names.claim(this.names.numbered("constant"));
    if (key !== null) this.#constants.set(key, name);
    this.#initializers.push(tensorProto(name, dtype, shape, data));
    return name;
  }

  /** A named constant that is the value of an input. */
  initializer(tensor: TensorProto): void {
    this.#initializers.push(tensor);
  }

  finish(name: string, input: readonly ValueInfoProto[], output: readonly ValueInfoProto[]): GraphProto {
    return { node: this.#nodes, name, initializer: this.#initializers, input, output };
  }
}

/** What a node is and where it came from, in words. */
export function describeNode({ op, origin }: Node): string {
  const via = origin.via.length > 0 ? ` (${origin.via.join(", ")})` : "";
  return `${op.name}${via}${origin.site ? ` at ${formatSite(origin.site)}` : ""}`;
}

function encodeAttribute(name: string, value: OnnxAttribute): AttributeProto {
  if ("int" in value) return { name, i: BigInt(value.int), type: attributeType.int };
  if ("float" in value) return { name, f: value.float, type: attributeType.float };
  if ("ints" in value) return { name, ints: value.ints.map(BigInt), type: attributeType.ints };
  if ("text" in value) return { name, s: encodeUtf8(value.text), type: attributeType.string };
  return { name, i: BigInt(onnxTypes[value.onnxType]), type: attributeType.int };
}
