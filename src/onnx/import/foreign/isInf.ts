/** @file isInf: whether an element is infinite. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, requireFloat } from "../../../ops/_elementwise.ts";

export interface IsInfAttrs {
  /** Whether ∞ counts. */
  readonly positive: boolean;
  /** Whether −∞ counts. */
  readonly negative: boolean;
}

export const isInfOp: OpDef<IsInfAttrs> = {
  name: "isInf",
  formula: "x is ∞ or −∞",
  infer: ([x]) => {
    requireFloat("isInf", x!);
    return { shape: x!.shape, dtype: "bool" };
  },
  reference: ([x], { positive, negative }, out) =>
    eachElement((v) => ((positive && v === Infinity) || (negative && v === -Infinity) ? 1 : 0))([x!], null, out),
  vjp: absent("its result is true or false"),
  onnx: (b, inputs, { attrs }) =>
    b.op("IsInf", inputs, {
      detect_positive: { int: attrs.positive ? 1 : 0 },
      detect_negative: { int: attrs.negative ? 1 : 0 },
    }),
  range: ([x], { attrs }) => {
    const can = (attrs.positive && x!.hi === Infinity) || (attrs.negative && x!.lo === -Infinity);
    return range(0, can ? 1 : 0);
  },
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { positive: true, negative: true }, inputs: [{ shape: [4], edges: [Infinity, -Infinity] }] },
    { attrs: { positive: false, negative: true }, inputs: [{ shape: [4], edges: [Infinity, -Infinity] }] },
  ],
};

export const isInf = (x: Node, attrs: IsInfAttrs): Node => makeNode(isInfOp, [x], attrs);
