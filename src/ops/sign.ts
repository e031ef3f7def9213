/** @file sign: −1, 0 or 1. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameArithmeticType } from "./_elementwise.ts";

export const signOp: OpDef<null> = {
  name: "sign",
  formula: "sign x",
  infer: sameArithmeticType("sign"),
  reference: eachElement(Math.sign),
  // constant on each side of 0: no cotangent
  vjp: () => [null],
  onnx: (b, [x], { dtype }) => {
    if (b.target !== "webgpu") return b.op("Sign", [x!]);
    const zero = b.constant(dtype, [], [0]);
    const asNumber = (name: string): string => b.op("Cast", [name], { to: { onnxType: dtype } });
    return b.op("Sub", [asNumber(b.op("Greater", [x!, zero])), asNumber(b.op("Less", [x!, zero]))]);
  },
  range: increasing(Math.sign),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e30, -1e-30] }] },
    { attrs: null, inputs: [{ shape: [4], dtype: "int32", edges: [0] }] },
  ],
};

export const sign = (x: Node): Node => makeNode(signOp, [x], null);
