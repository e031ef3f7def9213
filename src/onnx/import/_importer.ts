/** @file Importer: how the nodes of one ONNX op type become nodes of our graph. */
import type { DType, Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { SampleInput } from "../../graph/op.ts";
import type { AttributeProto, GraphProto } from "../wire/onnx.ts";

/** One node for an op with one output; else a node for each output by its index, null where it is not computed. */
export type Imported = Node | readonly (Node | null)[];

export interface Importer {
  readonly opType: string;
  /** The default domain when left out; "ai.onnx.ml", "com.microsoft". */
  readonly domain?: string;
  /** Differences between opsets are told apart by `node.opset`. Shapes that do not fit are thrown as ShapeError. */
  readonly import: (node: ImportContext) => Imported;
  /** One-node models for the generic test against ONNX Runtime. */
  readonly samples?: readonly ImportSample[];
}

/** What an importer is given: one ONNX node, its inputs as nodes, and what is known of them. */
export interface ImportContext {
  readonly opType: string;
  /** The ONNX node's name; the name of its first output where it has none. */
  readonly name: string;
  /** Version of the node's domain that the model asks for. */
  readonly opset: number;
  /** Inputs that the node lists, omitted ones in the middle included. */
  readonly inputCount: number;
  readonly outputCount: number;
  /** Whether the node names its output `index`: others need no node. */
  isUsed(index: number): boolean;

  /** A required input; a DataError where it is omitted. */
  input(index: number): Node;
  /** Null where it is omitted. */
  optional(index: number): Node | null;
  /** All inputs of a variadic op. */
  inputs(): readonly Node[];
  /**
   * The exact values of an input that are known when the model is imported: initializers, Constant nodes, shapes and
   * arithmetic on them, in the dtype and order of the graph. Null where they depend on an input, where the input is
   * omitted, and where more than the limit of elements would have to be held.
   */
  constantOf(index: number): Value | null;
  /** The same as a list of numbers; the node becomes unknown, with `what` in the reason, where it is not known. */
  requiredNumbers(index: number, what: string): readonly number[];

  has(attribute: string): boolean;
  /** Attributes; a DataError that names node and attribute where it has another type, or is missing without a default. */
  int(attribute: string, missing?: number): number;
  ints(attribute: string, missing?: readonly number[]): readonly number[];
  float(attribute: string, missing?: number): number;
  floats(attribute: string, missing?: readonly number[]): readonly number[];
  text(attribute: string, missing?: string): string;
  texts(attribute: string, missing?: readonly string[]): readonly string[];
  tensor(attribute: string): Value;
  /** An attribute that holds an element type (Cast's `to`); the node becomes unknown where we have no such dtype. */
  dtype(attribute: string, missing?: DType): DType;
  graph(attribute: string): GraphProto;

  /** The results of a subgraph that may read the values around it; `inputs` are the values of its formal inputs. */
  inline(graph: GraphProto, inputs: readonly Node[]): readonly Node[];
  /** Type and shape that the model itself declares for the node's output, or null. */
  declared(output: number): { readonly shape: readonly number[]; readonly dtype: DType } | null;
  /**
   * Gives the node up: its outputs may be anything. `shapes` are those of the outputs where the importer knows them;
   * else the model's own declaration is taken.
   */
  unknown(
    reason: string,
    outputs?: readonly ({ readonly shape: readonly number[]; readonly dtype: DType } | null)[],
  ): never;
}

/** A one-node model. An input that is `constant` becomes an initializer; null is an omitted input. */
export interface ImportSample {
  readonly opset: number;
  readonly attributes?: readonly AttributeProto[];
  readonly inputs: readonly (ImportSampleInput | null)[];
  /** Number of outputs the node names; 1 when left out. */
  readonly outputs?: number;
}

export interface ImportSampleInput extends SampleInput {
  readonly constant?: boolean;
  /** Exact elements in the place of random ones. */
  readonly values?: readonly number[];
}
