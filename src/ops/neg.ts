/** @file neg: elementwise negation. */
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameArithmeticType } from "./_elementwise.ts";
import { negated } from "./_ranges.ts";

export const negOp: OpDef<null> = {
  name: "neg",
  formula: "−x",
  infer: sameArithmeticType("neg"),
  reference: eachElement((x) => -x),
  vjp: (ct) => [neg(ct)],
  onnx: (b, [x], { dtype }) =>
    b.target !== "webgpu" || isFloat(dtype) ? b.op("Neg", [x!]) : b.op("Sub", [b.constant(dtype, [], [0]), x!]),
  range: ([x]) => negated(x!),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e30, -1e-30] }] },
    { attrs: null, inputs: [{ shape: [4], dtype: "int32" }] },
  ],
};

export const neg = (x: Node): Node => makeNode(negOp, [x], null);
