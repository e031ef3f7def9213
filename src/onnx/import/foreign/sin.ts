/** @file sin: elementwise sine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";
import { mul } from "../../../ops/mul.ts";
import { waveRange } from "./_wave.ts";
import { cos } from "./cos.ts";

export const sinOp: OpDef<null> = {
  name: "sin",
  formula: "sin x",
  infer: sameFloatType("sin"),
  reference: eachElement(Math.sin),
  // d sin x = cos x dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, cos(x!))],
  onnx: (b, inputs) => b.op("Sin", inputs),
  range: ([x]) => waveRange(Math.sin, x!, Math.PI / 2),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, 1.5707964] }] }],
};

export const sin = (x: Node): Node => makeNode(sinOp, [x], null);
