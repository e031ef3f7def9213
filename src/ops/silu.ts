/** @file silu: x · sigmoid(x), also called swish. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { eachCellOffBy } from "./_cells.ts";
import { eachElement, sameFloatType } from "./_elementwise.ts";
import { valleyRange } from "./_ranges.ts";
import { mul } from "./mul.ts";
import { logistic, sigmoid } from "./sigmoid.ts";

const siluOf = (x: number): number => (x === Number.NEGATIVE_INFINITY ? 0 : x * logistic(x));

export const siluOp: OpDef<null> = {
  name: "silu",
  formula: "x / (1 + e⁻ˣ)",
  infer: sameFloatType("silu"),
  reference: eachElement(siluOf),
  body: ([x]) => mul(x!, sigmoid(x!)),
  vjp: absent("through the body: σ + x σ (1 − σ)"),
  onnx: absent("by the body: two nodes"),
  // the minimum, rounded down, and where it lies
  range: ([x]) => valleyRange(siluOf, x!, -1.278464542761074, -0.27846454276108),
  cells: eachCellOffBy(4),
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, 1000, -1000] }] }],
};

export const silu = (x: Node): Node => makeNode(siluOp, [x], null);
