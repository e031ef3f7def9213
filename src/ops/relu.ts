/** @file relu: max(x, 0); its gradient at 0 is 0. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { compare } from "./compare.ts";
import { where } from "./where.ts";

const positivePart = (x: number): number => Math.max(x, 0);

export const reluOp: OpDef<null> = {
  name: "relu",
  formula: "max(x, 0)",
  infer: sameFloatType("relu"),
  reference: eachElement(positivePart),
  // the sign is read from the result, so that x has no other user and engines can fuse relu into the op before it
  vjp: (ct, y) => [where(compare(">", y, scalarLike(y, 0)), ct, scalarLike(ct, 0))],
  onnx: (b, inputs) => b.op("Relu", inputs),
  range: increasing(positivePart),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e-30, -1e-30, 1e30, -1e30] }] }],
};

export const relu = (x: Node): Node => makeNode(reluOp, [x], null);
