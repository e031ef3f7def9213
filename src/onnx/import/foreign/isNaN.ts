/** @file isNaN: whether an element is NaN. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, requireFloat } from "../../../ops/_elementwise.ts";

export const isNaNOp: OpDef<null> = {
  name: "isNaN",
  formula: "x is NaN",
  infer: ([x]) => {
    requireFloat("isNaN", x!);
    return { shape: x!.shape, dtype: "bool" };
  },
  reference: eachElement((x) => (Number.isNaN(x) ? 1 : 0)),
  vjp: absent("its result is true or false"),
  onnx: (b, inputs) => b.op("IsNaN", inputs),
  range: ([x]) => range(0, x!.nan ? 1 : 0),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: null, inputs: [{ shape: [4], edges: [Number.NaN, Number.POSITIVE_INFINITY] }] }],
};

export const isNan = (x: Node): Node => makeNode(isNaNOp, [x], null);
