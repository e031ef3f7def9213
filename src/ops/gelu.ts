/** @file gelu: x Φ(x) with Φ the standard normal distribution function, or its approximation by tanh. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { eachCellOffBy } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { erfOf } from "./_erf.ts";
import { valleyRange } from "./_ranges.ts";
import { add } from "./add.ts";
import { erf } from "./erf.ts";
import { mul } from "./mul.ts";
import { square } from "./square.ts";
import { tanh } from "./tanh.ts";

export interface GeluAttrs {
  readonly approximate: "none" | "tanh";
}

const inner = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

const forms: Readonly<Record<GeluAttrs["approximate"], (x: number) => number>> = {
  none: (x) => 0.5 * x * (1 + erfOf(x * Math.SQRT1_2)),
  tanh: (x) => 0.5 * x * (1 + Math.tanh(inner * x * (1 + cubic * x * x))),
};

/** Where each form has its minimum, and the minimum rounded down. */
const valleys = {
  none: { bottom: -0.75179152, least: -0.16997120747991 },
  tanh: { bottom: -0.75246141, least: -0.17004075057126 },
} as const;

const geluOf =
  ({ approximate }: GeluAttrs) =>
  (x: number): number =>
    x === Number.NEGATIVE_INFINITY ? 0 : forms[approximate](x);

export const geluOp: OpDef<GeluAttrs> = {
  name: "gelu",
  formula: "½ x (1 + erf(x/√2)), or ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))",
  infer: sameFloatType("gelu"),
  reference: ([x], attrs, out) => eachElement(geluOf(attrs))([x!], null, out),
  body: ([x], { approximate }) => {
    const number = (value: number): Node => scalarLike(x!, value);
    const bell =
      approximate === "none"
        ? erf(mul(x!, number(Math.SQRT1_2)))
        : tanh(mul(mul(x!, number(inner)), add(mul(square(x!), number(cubic)), number(1))));
    return mul(mul(x!, number(0.5)), add(bell, number(1)));
  },
  vjp: absent("through the body: Φ(x) + x φ(x)"),
  onnx: absent("by the body: ONNX Runtime has no float64 Gelu"),
  range: ([x], { attrs }) => {
    const { bottom, least } = valleys[attrs.approximate];
    return valleyRange(geluOf(attrs), x!, bottom, least);
  },
  // 1 + erf(x/√2) cancels
  cells: eachCellOffBy(4),
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { approximate: "none" }, inputs: [{ shape: [3, 4], edges: [0, 30, -30] }] },
    { attrs: { approximate: "tanh" }, inputs: [{ shape: [3, 4], edges: [0, 30, -30] }] },
  ],
};

export const gelu = (x: Node, approximate: GeluAttrs["approximate"] = "none"): Node =>
  makeNode(geluOp, [x], { approximate });
