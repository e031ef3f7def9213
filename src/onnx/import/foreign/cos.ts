/** @file cos: elementwise cosine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";
import { mul } from "../../../ops/mul.ts";
import { neg } from "../../../ops/neg.ts";
import { waveRange } from "./_wave.ts";
import { sin } from "./sin.ts";

export const cosOp: OpDef<null> = {
  name: "cos",
  formula: "cos x",
  infer: sameFloatType("cos"),
  reference: eachElement(Math.cos),
  // d cos x = −sin x dx
  vjp: (ct, { inputs: [x] }) => [neg(mul(ct, sin(x!)))],
  onnx: (b, inputs) => b.op("Cos", inputs),
  range: ([x]) => waveRange(Math.cos, x!, 0),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0] }] }],
};

export const cos = (x: Node): Node => makeNode(cosOp, [x], null);
