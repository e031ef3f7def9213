/** @file minimum: the smaller of two values, elementwise with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { broadcastType, eachPair } from "./_elementwise.ts";
import { selectionVjp } from "./_ties.ts";

export const minimumOp: OpDef<null> = {
  name: "minimum",
  formula: "min(a, b)",
  commutative: true,
  infer: broadcastType("minimum"),
  reference: eachPair(Math.min),
  vjp: selectionVjp,
  onnx: (b, inputs) => b.op("Min", inputs),
  range: ([a, b]) => range(Math.min(a!.lo, b!.lo), Math.min(a!.hi, b!.hi), a!.nan || b!.nan),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: null,
      inputs: [
        { shape: [3, 4], edges: [0, 1e30] },
        { shape: [4], edges: [1e-30] },
      ],
    },
    { attrs: null, inputs: [{ shape: [2, 1] }, { shape: [1, 3] }] },
    {
      attrs: null,
      inputs: [
        { shape: [3], dtype: "int32" },
        { shape: [3], dtype: "int32" },
      ],
    },
  ],
};

export const minimum = (a: Node, b: Node): Node => makeNode(minimumOp, [a, b], null);
