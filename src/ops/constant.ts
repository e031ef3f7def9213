/** @file constant: a value known when the graph is built. */
import type { DType, TypedArray, Value } from "../graph/dtype.ts";
import { toValue } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { hull } from "../graph/range.ts";
import type { Shape } from "../util/shape.ts";

export interface ConstantAttrs {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

export const constantOp: OpDef<ConstantAttrs> = {
  name: "constant",
  formula: "c",
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  reference: (_inputs, { data }, out) => out.data.set(data),
  vjp: absent("a constant has no inputs"),
  onnx: (b, _inputs, { attrs }) => b.constant(attrs.dtype, attrs.shape, Array.from(attrs.data)),
  range: (_inputs, { attrs }) => hull(Array.from(new Set(attrs.data)), false),
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: toValue("float32", [2, 2], [1, -2, 0.5, 0]), inputs: [] }],
};

export const constant = (value: Value): Node<ConstantAttrs> =>
  makeNode(constantOp, [], { dtype: value.dtype, shape: value.shape, data: value.data });

export const scalar = (dtype: DType, value: number): Node => constant(toValue(dtype, [], [value]));

/** A scalar constant of the dtype of `x`. */
export const constantLike = (x: Node, value: number): Node => scalar(x.dtype, value);

/** The single value of a constant node whose elements are all equal, else null. */
export function uniformConstant(node: Node): number | null {
  if (node.op !== (constantOp as OpDef)) return null;
  const { data } = node.attrs as ConstantAttrs;
  const first = data[0];
  return first !== undefined && data.every((v) => Object.is(v, first)) ? first : null;
}
