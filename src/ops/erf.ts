/** @file erf: the error function. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { UsageError } from "../util/errors.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { erfOf } from "./_erf.ts";
import { exp } from "./exp.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { square } from "./square.ts";

export const erfOp: OpDef<null> = {
  name: "erf",
  formula: "(2/√π) ∫₀ˣ e^(−t²) dt",
  infer: sameFloatType("erf"),
  reference: eachElement(erfOf),
  // d erf x = (2/√π) e^(−x²) dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, mul(exp(neg(square(x!))), scalarLike(ct, 2 / Math.sqrt(Math.PI))))],
  onnx: (b, inputs, { dtype }) => {
    if (dtype !== "float64") return b.op("Erf", inputs);
    throw new UsageError("ONNX Runtime has no float64 erf", {
      help: 'use precision float32, the reference engine, or gelu with approximate: "tanh"',
    });
  },
  range: increasing(erfOf),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e-7, 10, -10] }] }],
};

export const erf = (x: Node): Node => makeNode(erfOp, [x], null);
