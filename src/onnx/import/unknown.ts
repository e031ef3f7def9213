/** @file unknown: an ONNX op that is not covered; its value may be anything of its type. */
import type { Type } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { makeNode } from "../../graph/node.ts";
import { absent, type OpDef } from "../../graph/op.ts";

export interface UnknownAttrs extends Type {
  readonly opType: string;
  readonly reason: string;
  /** Which output of the ONNX node. */
  readonly output: number;
}

const unknownOp: OpDef<UnknownAttrs> = {
  name: "unknown",
  formula: "anything",
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  reference: absent("what it computes is not known"),
  // the gradients may be anything as well
  vjp: (ct, { inputs, attrs }) =>
    inputs.map(({ shape, dtype }) =>
      isFloat(dtype) ? unknown([ct], { ...attrs, shape, dtype, reason: `gradient: ${attrs.reason}` }) : null,
    ),
  onnx: absent("what it computes is not known"),
  range: absent("it may be anything"),
  hazards: [],
  accuracy: "rounding",
  samples: [],
};

export const unknown = (inputs: readonly Node[], attrs: UnknownAttrs): Node => makeNode(unknownOp, inputs, attrs);

export const isUnknown = (node: Node): boolean => node.op === (unknownOp as OpDef);
