/** @file NodeContext: the view of one ONNX node that its importer is given. */
import type { DType, Type, Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { DataError } from "../../util/errors.ts";
import type { GraphProto, NodeProto } from "../wire/onnx.ts";
import type { ImportContext } from "./_importer.ts";
import { Attributes } from "./attributes.ts";
import { NotCovered } from "./notCovered.ts";
import { isMissing, type Scope } from "./scope.ts";
import type { ImportState } from "./state.ts";
import { dtypeOf, elementTypeName, tensorValue } from "./tensorValue.ts";

/** What a node needs of the graph it stands in. */
export interface Surroundings {
  readonly scope: Scope;
  readonly state: ImportState;
  readonly opset: number;
  declared(name: string): Type | null;
  inline(graph: GraphProto, inputs: readonly Node[], name: string): readonly Node[];
}

export const nodeName = ({ name, output }: NodeProto): string => name || output?.find((value) => value !== "") || "";

export const describeOnnxNode = (node: NodeProto): string => `node "${nodeName(node)}" (${node.opType ?? ""})`;

export class NodeContext extends Attributes implements ImportContext {
  readonly opType: string;
  readonly name: string;
  readonly opset: number;
  readonly inputCount: number;
  readonly outputCount: number;
  readonly #node: NodeProto;
  readonly #around: Surroundings;
  readonly #where: string;

  constructor(node: NodeProto, around: Surroundings) {
    const where = describeOnnxNode(node);
    super(node.attribute ?? [], where);
    this.#where = where;
    this.#node = node;
    this.#around = around;
    this.opType = node.opType ?? "";
    this.name = around.scope.path + nodeName(node);
    this.opset = around.opset;
    this.inputCount = node.input?.length ?? 0;
    this.outputCount = node.output?.length ?? 0;
  }

  isUsed(index: number): boolean {
    return Boolean(this.#node.output?.[index]);
  }

  optional(index: number): Node | null {
    const name = this.#node.input?.[index];
    if (!name) return null;
    const entry = this.#around.scope.get(name, this.#where);
    if (isMissing(entry)) throw new NotCovered(`it reads "${name}": ${entry.missing}`, [], entry.reported);
    return entry;
  }

  input(index: number): Node {
    const node = this.optional(index);
    if (node) return node;
    throw new DataError(`${this.#where} has no input ${index}`, { found: `${this.inputCount} inputs` });
  }

  inputs(): readonly Node[] {
    if (this.inputCount === 0) throw new DataError(`${this.#where} has no inputs`);
    return Array.from({ length: this.inputCount }, (_, i) => this.input(i));
  }

  constantOf(index: number): Value | null {
    const node = this.optional(index);
    return node && this.#around.state.folding.value(node);
  }

  requiredNumbers(index: number, what: string): readonly number[] {
    this.input(index);
    const value = this.constantOf(index);
    return value ? Array.from(value.data) : this.unknown(`${what} depends on values that are not known before it runs`);
  }

  tensor(attribute: string): Value {
    return tensorValue(
      this.tensorMessage(attribute),
      `${this.#where}: the attribute "${attribute}"`,
      this.#around.state.options.external,
    );
  }

  dtype(attribute: string, missing?: DType): DType {
    if (missing !== undefined && !this.has(attribute)) return missing;
    const type = this.int(attribute);
    return dtypeOf(type) ?? this.unknown(`${attribute} is ${elementTypeName(type)}`);
  }

  inline(graph: GraphProto, inputs: readonly Node[]): readonly Node[] {
    return this.#around.inline(graph, inputs, this.name);
  }

  declared(output: number): Type | null {
    const name = this.#node.output?.[output];
    return name ? this.#around.declared(name) : null;
  }

  unknown(reason: string, outputs: readonly (Type | null)[] = []): never {
    throw new NotCovered(reason, outputs);
  }
}
