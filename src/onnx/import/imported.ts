/** @file What an imported ONNX model is: our graph, and which ONNX node each of its nodes came from. */
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { ModelProto } from "../wire/onnx.ts";

/** The ONNX node that a graph node is (a part of) the result of. */
export interface OnnxSource {
  /** The ONNX node's name; the name of its first output where it has none. */
  readonly name: string;
  readonly opType: string;
  /** The value it computes. */
  readonly tensor: string;
}

export interface UnknownOp {
  readonly source: OnnxSource;
  /** Why it is unknown: no such op here, an attribute that is not covered, a shape that depends on values. */
  readonly reason: string;
}

export interface ImportedModel {
  readonly model: ModelProto;
  /** Inputs: the model's inputs without an initializer, and the initializers that were asked for as inputs. */
  readonly graph: Graph;
  /** Graph inputs by their ONNX name. */
  readonly inputs: ReadonlyMap<string, Node>;
  /** Every ONNX value that has a node. */
  readonly tensors: ReadonlyMap<string, Node>;
  readonly sources: ReadonlyMap<Node, OnnxSource>;
  /** Symbolic dimensions and the number each was given. */
  readonly dims: ReadonlyMap<string, number>;
  readonly unknown: readonly UnknownOp[];
}

export interface ImportOptions {
  /** Sizes of symbolic dimensions by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Size of the symbolic dimensions that `dims` does not name; 4 when left out. */
  readonly symbolicSize?: number;
  /** Initializers that become inputs of the graph instead of constants: trainable weights with a range. */
  readonly variables?: ReadonlySet<string>;
}
