/** @file mod: remainder of a division, with the sign of the divisor (Python's %) or of the dividend (C's fmod). */
import { isInteger } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef, Range } from "../../../graph/op.ts";
import { everything, range } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { broadcastType, eachPair, unbroadcast } from "../../../ops/_elementwise.ts";
import { contains, containsInfinity } from "../../../ops/_ranges.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";
import { neg } from "../../../ops/neg.ts";
import { sub } from "../../../ops/sub.ts";

export interface ModAttrs {
  /** Whether the result has the dividend's sign. */
  readonly fmod: boolean;
}

const floorMod = (a: number, b: number): number => {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
};

function modRange([a, b]: readonly Range[], { attrs: { fmod }, dtype }: Node<ModAttrs>): Range {
  if (containsInfinity(a!) || (contains(b!, 0) && !isInteger(dtype))) return everything;
  const largest = Math.max(Math.abs(b!.lo), Math.abs(b!.hi));
  const nan = a!.nan || b!.nan;
  if (a!.lo >= 0 && a!.hi < b!.lo) return range(a!.lo, a!.hi, nan);
  if (!fmod) return range(Math.min(0, b!.lo), Math.max(0, b!.hi), nan);
  const inside = Math.abs(b!.lo) > Math.max(Math.abs(a!.lo), Math.abs(a!.hi)) && b!.lo > 0;
  if (inside) return range(a!.lo, a!.hi, nan);
  return range(Math.max(Math.min(a!.lo, 0), -largest), Math.min(Math.max(a!.hi, 0), largest), nan);
}

export const modOp: OpDef<ModAttrs> = {
  name: "mod",
  formula: "a − b ⌊a/b⌋, or a − b trunc(a/b)",
  infer: broadcastType("mod"),
  reference: (inputs, { fmod }, out) => {
    // whole numbers have no NaN: engines stop at a divisor of 0, here it gives 0
    const none = isInteger(out.dtype) ? 0 : Number.NaN;
    eachPair((a, b) => (b === 0 ? none : fmod ? a % b : floorMod(a, b)))(inputs, null, out);
  },
  // d mod = da − (a − mod)/b db
  vjp: (ct, y) => {
    const [a, b] = y.inputs as [Node, Node];
    return [unbroadcast(ct, a), neg(unbroadcast(mul(ct, div(sub(a, y), b)), b))];
  },
  onnx: (b, inputs, { attrs: { fmod } }) => b.op("Mod", inputs, { fmod: { int: fmod ? 1 : 0 } }),
  range: modRange,
  cells: eachCell,
  hazards: [{ operand: 1, what: "division by 0", limit: () => 0, unsafe: (x) => x === 0, gives: "NaN" }],
  accuracy: "rounding",
  samples: [
    { attrs: { fmod: true }, inputs: [{ shape: [3, 4] }, { shape: [4], domain: [0.7, 1.1] }] },
    {
      attrs: { fmod: false },
      inputs: [
        { shape: [6], dtype: "int32", domain: [-9, 9] },
        { shape: [], dtype: "int32", domain: [4, 4] },
      ],
    },
  ],
};

export const mod = (a: Node, b: Node, fmod: boolean): Node => makeNode(modOp, [a, b], { fmod });
