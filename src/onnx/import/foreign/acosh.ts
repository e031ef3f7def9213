/** @file acosh: elementwise inverse hyperbolic cosine. */
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

export const acoshOp: OpDef<null> = {
  name: "acosh",
  formula: "log(x + √(x² − 1))",
  infer: sameFloatType("acosh"),
  reference: eachElement(Math.acosh),
  // d acosh x = dx / √(x² − 1)
  vjp: (ct, { inputs: [x] }) => [div(ct, sqrt(sub(square(x!), scalarLike(ct, 1))))],
  onnx: (b, inputs) => b.op("Acosh", inputs),
  range: ([x]) => range(Math.acosh(Math.max(x!.lo, 1)), Math.acosh(Math.max(x!.hi, 1)), x!.nan || x!.lo < 1),
  cells: eachCell,
  hazards: [{ operand: 0, what: "acosh of a number below 1", limit: () => 1, unsafe: (x) => x < 1, gives: "NaN" }],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [1.1, 5], edges: [1.5] }] }],
};

export const acosh = (x: Node): Node => makeNode(acoshOp, [x], null);
