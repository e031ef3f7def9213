/** @file ceil: the smallest whole number that is not below x. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";

export const ceilOp: OpDef<null> = {
  name: "ceil",
  formula: "⌈x⌉",
  infer: sameFloatType("ceil"),
  reference: eachElement(Math.ceil),
  // 0 wherever it has a gradient
  vjp: () => [null],
  onnx: (b, inputs) => b.op("Ceil", inputs),
  range: increasing(Math.ceil),
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, -0.5, 0.5, 1, -1, 1e30] }] }],
};

export const ceil = (x: Node): Node => makeNode(ceilOp, [x], null);
