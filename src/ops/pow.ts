/** @file pow: elementwise power, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { everything, range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { broadcastFloatType, eachPair, scalarLike, unbroadcast } from "./_elementwise.ts";
import { contains, cornerRange, valleyRange } from "./_ranges.ts";
import { compare } from "./compare.ts";
import { uniformConstant } from "./constant.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { where } from "./where.ts";

/** IEEE 754 pow: ±1 to an infinite power is 1, where JavaScript says NaN. */
const power = (a: number, b: number): number =>
  Math.abs(a) === 1 && !Number.isFinite(b) && !(a === -1 && Number.isNaN(b)) ? 1 : a ** b;

const isWhole = (node: Node): boolean => Number.isInteger(uniformConstant(node));

export const powOp: OpDef<null> = {
  name: "pow",
  formula: "aᵇ",
  infer: broadcastFloatType("pow"),
  reference: eachPair(power),
  // d aᵇ = b aᵇ⁻¹ da + aᵇ log(a) db; the exponent 0 and the base 0 are replaced by 1 before b − 1 and log a could
  // make 0·∞
  vjp: (ct, y) => {
    const [a, b] = y.inputs as [Node, Node];
    const one = scalarLike(b, 1);
    const zero = scalarLike(b, 0);
    const lowered = sub(where(compare("==", b, zero), one, b), one);
    const base = where(compare("==", a, zero), one, a);
    return [unbroadcast(mul(mul(ct, b), pow(a, lowered)), a), unbroadcast(mul(mul(ct, y), log(base)), b)];
  },
  onnx: (b, inputs) => b.op("Pow", inputs),
  range: ([a, b]) => (b!.lo === b!.hi && Number.isInteger(b!.lo) ? wholePowerRange(a!, b!) : powerRange(a!, b!)),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "a base below 0 with an exponent that is no whole number",
      limit: () => 0,
      unsafe: (x) => x < 0,
      applies: ({ inputs: [, exponent] }) => !isWhole(exponent!),
      gives: "NaN",
    },
    {
      operand: 0,
      what: "0 to a power below 0",
      limit: () => 0,
      unsafe: (x) => x === 0,
      applies: ({ inputs: [, exponent] }) => !((uniformConstant(exponent!) ?? -1) >= 0),
      gives: "±Infinity or NaN",
    },
  ],
  accuracy: "rounding",
  samples: [
    {
      attrs: null,
      inputs: [
        { shape: [3, 4], domain: [0.2, 3] },
        { shape: [4], domain: [-2, 2] },
      ],
    },
    {
      attrs: null,
      inputs: [
        { shape: [2, 1], domain: [0.2, 3], edges: [1] },
        { shape: [1, 3], domain: [-2, 2], edges: [0] },
      ],
    },
    {
      attrs: null,
      inputs: [
        { shape: [4], domain: [0.2, 3], edges: [0, 0] },
        { shape: [4], domain: [1, 2], edges: [2, 0] },
      ],
    },
  ],
};

/** xⁿ for one whole n. */
function wholePowerRange(x: Range, { lo: n, nan }: Range): Range {
  const f = (value: number): number => power(value, n);
  const result = x.nan || nan;
  if (n === 0) return range(1, 1, nan);
  const even = n % 2 === 0;
  if (n > 0) return even ? { ...valleyRange(f, x, 0, 0), nan: result } : range(f(x.lo), f(x.hi), result);
  if (!contains(x, 0)) return cornerRange([f(x.lo), f(x.hi)], result);
  return even
    ? range(Math.min(f(x.lo), f(x.hi)), Number.POSITIVE_INFINITY, result)
    : range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, result);
}

/** For bases of at least 0, aᵇ is monotone in each operand, so its extremes are at the corners. */
function powerRange(a: Range, b: Range): Range {
  if (a.lo < 0) return everything;
  const corners = [power(a.lo, b.lo), power(a.lo, b.hi), power(a.hi, b.lo), power(a.hi, b.hi)];
  // a⁰ = 1 even for a = ∞ and a = 0, which no corner shows
  return cornerRange(contains(b, 0) ? [...corners, 1] : corners, a.nan || b.nan);
}

export const pow = (a: Node, b: Node): Node => makeNode(powOp, [a, b], null);
