/** @file round: the nearest whole number, ties to the even one. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";
import { roundHalfEven } from "../../../util/float.ts";

export const roundOp: OpDef<null> = {
  name: "round",
  formula: "x to the nearest whole number",
  infer: sameFloatType("round"),
  reference: eachElement(roundHalfEven),
  // 0 wherever it has a gradient
  vjp: () => [null],
  onnx: (b, inputs) => b.op("Round", inputs),
  range: increasing(roundHalfEven),
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, -0.5, 1.5, 2.5, 0.5, 1, -1, 1e30] }] }],
};

export const round = (x: Node): Node => makeNode(roundOp, [x], null);
