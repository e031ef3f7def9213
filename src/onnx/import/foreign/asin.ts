/** @file asin: elementwise inverse sine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { div } from "../../../ops/div.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import { clampUnit, outsideUnit } from "./_wave.ts";

export const asinOp: OpDef<null> = {
  name: "asin",
  formula: "arcsin x",
  infer: sameFloatType("asin"),
  reference: eachElement(Math.asin),
  // d arcsin x = dx / √(1 − x²)
  vjp: (ct, { inputs: [x] }) => [div(ct, sqrt(sub(scalarLike(ct, 1), square(x!))))],
  onnx: (b, inputs) => b.op("Asin", inputs),
  range: ([x]) => range(Math.asin(clampUnit(x!.lo)), Math.asin(clampUnit(x!.hi)), x!.nan || x!.lo < -1 || x!.hi > 1),
  cells: eachCell,
  hazards: [outsideUnit("arcsin")],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-0.9, 0.9], edges: [0] }] }],
};

export const asin = (x: Node): Node => makeNode(asinOp, [x], null);
