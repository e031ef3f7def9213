/** @file atanh: elementwise inverse hyperbolic tangent. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { Hazard, OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { div } from "../../../ops/div.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import { clampUnit, outsideUnit } from "./_wave.ts";

export const atanhOp: OpDef<null> = {
  name: "atanh",
  formula: "½ log((1 + x) / (1 − x))",
  infer: sameFloatType("atanh"),
  reference: eachElement(Math.atanh),
  // d atanh x = dx / (1 − x²)
  vjp: (ct, { inputs: [x] }) => [div(ct, sub(scalarLike(ct, 1), square(x!)))],
  onnx: (b, inputs) => b.op("Atanh", inputs),
  range: ([x]) => range(Math.atanh(clampUnit(x!.lo)), Math.atanh(clampUnit(x!.hi)), x!.nan || x!.lo < -1 || x!.hi > 1),
  cells: eachCell,
  hazards: [
    ...[1, -1].map(
      (end): Hazard => ({
        operand: 0,
        what: "atanh of 1 or −1",
        limit: () => end,
        unsafe: (x) => x === end,
        gives: end > 0 ? "Infinity" : "-Infinity",
      }),
    ),
    outsideUnit("atanh"),
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-0.9, 0.9], edges: [0] }] }],
};

export const atanh = (x: Node): Node => makeNode(atanhOp, [x], null);
