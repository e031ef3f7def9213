/** @file input: a value fed when the graph runs; also stands for parameters and optimizer state. */
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import type { Shape } from "../util/shape.ts";

export interface InputAttrs {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export const inputOp: OpDef<InputAttrs> = {
  name: "input",
  formula: "fed when the graph runs",
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  reference: absent("its value is fed"),
  vjp: absent("it has no inputs"),
  onnx: absent("it is a graph input, not a node"),
  range: absent("its range is stated by whoever feeds it"),
  hazards: [],
  accuracy: "exact",
  samples: [],
};

export const input = (name: string, dtype: DType, shape: Shape): Node<InputAttrs> =>
  makeNode(inputOp, [], { name, dtype, shape });
