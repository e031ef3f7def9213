/** @file Nodes as our lowering emits them, for opset 21, in the form of an older opset. */
import type { Node } from "../../graph/node.ts";
import { type AttributeProto, attributeType, type NodeProto, type TensorProto } from "../../onnx/wire/onnx.ts";

/** The opset in which each op got the form and the types in which it is emitted; 7 where it is not named. */
const since: Readonly<Record<string, number>> = {
  Expand: 8,
  Where: 9,
  IsNaN: 9,
  Sign: 9,
  Erf: 9,
  IsInf: 10,
  Slice: 10,
  Clip: 11,
  Equal: 11,
  Gather: 7,
  GatherElements: 11,
  Softmax: 13,
  LogSoftmax: 13,
  ReduceSum: 13,
  ReduceMax: 18,
  Greater: 9,
  Less: 9,
  Reshape: 14,
  Min: 8,
  Max: 8,
};

const axesAsAttribute = new Set(["ReduceSum", "ReduceMax"]);
const rowOps = new Set(["Softmax", "LogSoftmax"]);

export interface OlderForm {
  readonly constants: ReadonlyMap<string, TensorProto>;
  /** What an emitted ONNX node was lowered from, by its name. */
  readonly sources: ReadonlyMap<string, Node>;
}

/** The node in the opset's form, or why it has none. */
export function inOpset(node: NodeProto, opset: number, { constants, sources }: OlderForm): NodeProto | string {
  const opType = node.opType ?? "";
  if (opset >= (since[opType] ?? 7)) return node;
  if (opType === "Reshape") return { ...node, attribute: without(node, "allowzero") };
  if (axesAsAttribute.has(opType)) {
    const axes = constants.get(node.input?.[1] ?? "")?.rawData;
    if (!axes) return `${opType} takes its axes as an attribute before opset ${since[opType]}`;
    const attribute = { name: "axes", ints: int64s(axes), type: attributeType.ints };
    return {
      ...node,
      input: node.input!.slice(0, 1),
      attribute: [...without(node, "noop_with_empty_axes"), attribute],
    };
  }
  if (rowOps.has(opType)) {
    const rank = sources.get(node.name ?? "")?.shape.length ?? 0;
    const axis = Number(node.attribute?.find(({ name }) => name === "axis")?.i ?? -1);
    if (axis === rank - 1) return node;
    return `${opType} along axis ${axis} of ${rank} needs opset 13; before that it flattens what follows the axis`;
  }
  return `${opType} needs opset ${since[opType]}, and the model is written for ${opset}`;
}

const without = ({ attribute = [] }: NodeProto, name: string): AttributeProto[] =>
  attribute.filter((one) => one.name !== name);

function int64s(raw: Uint8Array): bigint[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.byteLength / 8 }, (_, i) => view.getBigInt64(8 * i, true));
}
