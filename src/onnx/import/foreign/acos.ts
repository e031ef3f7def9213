/** @file acos: elementwise inverse cosine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { div } from "../../../ops/div.ts";
import { neg } from "../../../ops/neg.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import { clampUnit, outsideUnit } from "./_wave.ts";

export const acosOp: OpDef<null> = {
  name: "acos",
  formula: "arccos x",
  infer: sameFloatType("acos"),
  reference: eachElement(Math.acos),
  // d arccos x = −dx / √(1 − x²)
  vjp: (ct, { inputs: [x] }) => [neg(div(ct, sqrt(sub(scalarLike(ct, 1), square(x!)))))],
  onnx: (b, inputs) => b.op("Acos", inputs),
  range: ([x]) => range(Math.acos(clampUnit(x!.hi)), Math.acos(clampUnit(x!.lo)), x!.nan || x!.lo < -1 || x!.hi > 1),
  cells: eachCell,
  hazards: [outsideUnit("arccos")],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-0.9, 0.9], edges: [0] }] }],
};

export const acos = (x: Node): Node => makeNode(acosOp, [x], null);
