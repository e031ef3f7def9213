/** @file stopGradient: the value itself, treated as a constant by differentiation. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { sameCells } from "./_cells.ts";

export const stopGradientOp: OpDef<null> = {
  name: "stopGradient",
  formula: "x, with no gradient",
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  reference: ([x], _attrs, out) => out.data.set(x!.data),
  vjp: () => [null],
  onnx: (b, inputs) => b.op("Identity", inputs),
  range: unchanged,
  cells: sameCells,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }] },
    { attrs: null, inputs: [{ shape: [3], dtype: "int32" }] },
  ],
};

export const stopGradient = (x: Node): Node => makeNode(stopGradientOp, [x], null);
