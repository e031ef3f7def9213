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
  /** Every ONNX value of the main graph that has a node. */
  readonly tensors: ReadonlyMap<string, Node>;
  readonly sources: ReadonlyMap<Node, OnnxSource>;
  /** Symbolic dimensions and the number each was given. */
  readonly dims: ReadonlyMap<string, number>;
  readonly unknown: readonly UnknownOp[];
}

/**
 * Bytes of a tensor that lies in a file beside the model.
 *
 * @throws DataError where the location leaves the model's folder or the file is too short
 */
export type ReadExternal = (location: string, offset: number, length: number) => Uint8Array;

export interface ImportOptions {
  /** Sizes of symbolic dimensions by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Size of the symbolic dimensions that `dims` does not name; when left out 4, and 1 where the model does not fit 4. */
  readonly symbolicSize?: number;
  /** Initializers that become inputs of the graph instead of constants: trainable weights with a range. */
  readonly variables?: ReadonlySet<string>;
  /** Where tensors outside of the model's file are read; without it such a tensor is refused. */
  readonly external?: ReadExternal;
}
