/** @file lookup: each number replaced by the value of its key. */
import type { DType } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { hull } from "../../../graph/range.ts";

export interface LookupAttrs {
  readonly keys: readonly number[];
  readonly values: readonly number[];
  /** For numbers that are no key. */
  readonly missing: number;
  readonly dtype: DType;
}

export const lookupOp: OpDef<LookupAttrs> = {
  name: "lookup",
  formula: "the value of key x",
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  reference: ([x], { keys, values, missing }, out) => {
    // NaN is a key like any other
    const found = new Map(keys.map((key, i) => [key, values[i]!]));
    for (let i = 0; i < out.data.length; i++) out.data[i] = found.get(x!.data[i]!) ?? missing;
  },
  vjp: absent("it jumps from value to value"),
  onnx: absent("its node belongs to another domain, ai.onnx.ml"),
  range: (_inputs, { attrs: { values, missing } }) => hull([...values, missing], false),
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { keys: [1, 2], values: [0.5, -3], missing: 7, dtype: "float32" },
      inputs: [{ shape: [4], dtype: "int32", domain: [0, 3] }],
    },
  ],
};

export const lookup = (x: Node, attrs: LookupAttrs): Node => makeNode(lookupOp, [x], attrs);
