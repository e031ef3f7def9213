/** @file floor: the largest whole number that is not above x. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";

export const floorOp: OpDef<null> = {
  name: "floor",
  formula: "⌊x⌋",
  infer: sameFloatType("floor"),
  reference: eachElement(Math.floor),
  // 0 wherever it has a gradient
  vjp: () => [null],
  onnx: (b, inputs) => b.op("Floor", inputs),
  range: increasing(Math.floor),
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, -0.5, 0.5, 1, -1, 1e30] }] }],
};

export const floor = (x: Node): Node => makeNode(floorOp, [x], null);
