/** @file log: elementwise natural logarithm. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType } from "./_elementwise.ts";
import { div } from "./div.ts";

export const logOp: OpDef<null> = {
  name: "log",
  formula: "log x",
  infer: sameFloatType("log"),
  reference: eachElement(Math.log),
  // d log x = dx / x
  vjp: (ct, { inputs: [x] }) => [div(ct, x!)],
  onnx: (b, inputs) => b.op("Log", inputs),
  range: ([x]) => range(Math.log(Math.max(x!.lo, 0)), Math.log(Math.max(x!.hi, 0)), x!.nan || x!.lo < 0),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "log of 0; its gradient divides by it",
      limit: () => 0,
      unsafe: (x) => x === 0,
      gives: "-Infinity",
    },
    { operand: 0, what: "log of a number below 0", limit: () => 0, unsafe: (x) => x < 0, gives: "NaN" },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [0.1, 5], edges: [1, 1e-30, 1e30, 1.0000001] }] }],
};

export const log = (x: Node): Node => makeNode(logOp, [x], null);
