/** @file compare: elementwise comparison, with broadcasting; the result is bool. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef, type Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { broadcastAnyType, eachPair } from "./_elementwise.ts";

export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

export interface CompareAttrs {
  readonly kind: Comparison;
}

interface Rule {
  readonly holds: (a: number, b: number) => boolean;
  /** Whether it holds for all, or for none, of the values of two ranges without NaN. */
  readonly always: (a: Range, b: Range) => boolean;
  readonly never: (a: Range, b: Range) => boolean;
  readonly onnx: string;
}

const isOnePoint = (a: Range, b: Range): boolean => a.lo === a.hi && b.lo === b.hi && a.lo === b.lo;
const areApart = (a: Range, b: Range): boolean => a.hi < b.lo || b.hi < a.lo;

const rules: Readonly<Record<Comparison, Rule>> = {
  "<": { holds: (a, b) => a < b, always: (a, b) => a.hi < b.lo, never: (a, b) => a.lo >= b.hi, onnx: "Less" },
  "<=": { holds: (a, b) => a <= b, always: (a, b) => a.hi <= b.lo, never: (a, b) => a.lo > b.hi, onnx: "LessOrEqual" },
  ">": { holds: (a, b) => a > b, always: (a, b) => a.lo > b.hi, never: (a, b) => a.hi <= b.lo, onnx: "Greater" },
  ">=": {
    holds: (a, b) => a >= b,
    always: (a, b) => a.lo >= b.hi,
    never: (a, b) => a.hi < b.lo,
    onnx: "GreaterOrEqual",
  },
  "==": { holds: (a, b) => a === b, always: isOnePoint, never: areApart, onnx: "Equal" },
  "!=": { holds: (a, b) => a !== b, always: areApart, never: isOnePoint, onnx: "Equal" },
};

export const compareOp: OpDef<CompareAttrs> = {
  name: "compare",
  formula: "a < b, a ≤ b, a > b, a ≥ b, a = b or a ≠ b",
  infer: (inputs) => ({ shape: broadcastAnyType("compare")(inputs).shape, dtype: "bool" }),
  reference: (inputs, { kind }, out) => eachPair((a, b) => (rules[kind].holds(a, b) ? 1 : 0))(inputs, null, out),
  vjp: absent("its result is true or false"),
  onnx: (b, inputs, { attrs: { kind }, inputs: [a] }) => {
    const narrow = a!.dtype === "uint8" || a!.dtype === "bool";
    const operands = narrow ? inputs.map((name) => b.op("Cast", [name], { to: { onnxType: "int32" } })) : inputs;
    const result = b.op(rules[kind].onnx, operands);
    return kind === "!=" ? b.op("Not", [result]) : result;
  },
  range: ([a, b], { attrs: { kind } }) => {
    // a comparison with NaN is false, and ≠ is true
    const nan = a!.nan || b!.nan;
    const canFail = !rules[kind].always(a!, b!) || (nan && kind !== "!=");
    const canHold = !rules[kind].never(a!, b!) || (nan && kind === "!=");
    return range(canFail ? 0 : 1, canHold ? 1 : 0);
  },
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    ...(Object.keys(rules) as Comparison[]).map((kind) => ({
      attrs: { kind },
      inputs: [
        { shape: [3, 4], edges: [1, 0.5, 0] },
        { shape: [4], edges: [1, 0.25, 0] },
      ],
    })),
    {
      attrs: { kind: "==" },
      inputs: [
        { shape: [6], dtype: "int32" },
        { shape: [], dtype: "int32" },
      ],
    },
    {
      attrs: { kind: "<" },
      inputs: [
        { shape: [6], dtype: "uint8", domain: [0, 255] },
        { shape: [6], dtype: "uint8", domain: [0, 255] },
      ],
    },
  ],
};

export const compare = (kind: Comparison, a: Node, b: Node): Node => makeNode(compareOp, [a, b], { kind });
