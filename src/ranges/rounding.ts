/** @file Outward rounding: from an enclosure over the reals to one of what engines compute in the node's dtype. */
import { type Box, hullOf } from "../graph/box.ts";
import { type DType, isFloat, isHalf } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type OpDef } from "../graph/op.ts";
import { everything } from "../graph/range.ts";
import { eachCell } from "../ops/_cells.ts";
import { type FloatType, floatLimits, roundTo } from "../util/float.ts";

/** Ulps by which an op's result may be off where its record says nothing. */
const usualUlps = 4;

const ulpsOf = ({ ulps, accuracy }: OpDef): number => ulps ?? (accuracy === "rounding" ? usualUlps : 0);

const wholeLimits: Readonly<Record<Exclude<DType, FloatType>, readonly [number, number]>> = {
  int64: [-(2 ** 63), 2 ** 63],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  bool: [0, 1],
};

/** Least and largest finite number of the dtype. */
export function limitsOf(dtype: DType): readonly [number, number] {
  if (!isFloat(dtype)) return wholeLimits[dtype];
  const { max } = floatLimits[dtype];
  return [-max, max];
}

/** Fractions are dropped, and what does not fit wraps around: then any value of the dtype is possible. */
function wrapped(box: Box, dtype: Exclude<DType, FloatType>): Box {
  const [least, most] = wholeLimits[dtype];
  const { lo, hi, nan } = hullOf(box);
  if (lo >= least && hi <= most && !nan && box.lo.every(Number.isInteger) && box.hi.every(Number.isInteger)) return box;
  const fits = box.lo.map((x, i) => (x >= least && box.hi[i]! <= most && box.nan[i] === 0 ? 1 : 0));
  return {
    ...box,
    lo: box.lo.map((x, i) => (fits[i] ? Math.floor(x) : least)),
    hi: box.hi.map((x, i) => (fits[i] ? Math.ceil(x) : most)),
    nan: new Uint8Array(box.nan.length),
  };
}

/** Whether the op hands on numbers of this dtype as they are. */
const movesOnly = ({ op, inputs, dtype }: Node): boolean =>
  op.accuracy === "exact" &&
  inputs.length > 0 &&
  inputs.every((input) => !isFloat(input.dtype) || input.dtype === dtype);

/**
 * Bounds of an elementwise op's results whatever its operands are, which rounding errors do not leave: exp ≥ 0, σ ≤ 1.
 * A rule on cells of another kind keeps to its own.
 */
function imageOf(node: Node): readonly [number, number] {
  const { range, cells } = node.op;
  const keepsTo = node.op.accuracy === "rounding" && !node.op.exceedsImage && cells === eachCell;
  if (isAbsent(range) || node.inputs.length === 0 || !keepsTo) return [everything.lo, everything.hi];
  const { lo, hi } = range(
    node.inputs.map(() => ({ ...everything, nan: false })),
    node,
  );
  return [lo, hi];
}

const isMetExactly = (x: number, { exceedsImage }: OpDef): boolean =>
  x === 0 || !Number.isFinite(x) || (!exceedsImage && (x === 1 || x === -1));

/** How far the bounds of an op's results are moved outward. */
function slackOf({ op, dtype }: Node): (x: number) => number {
  if (!isFloat(dtype)) return () => 0;
  const ulps = ulpsOf(op);
  const { epsilon, minPositive } = floatLimits[dtype];
  const computed = floatLimits[isHalf(dtype) ? "float32" : dtype];
  const absolute = (op.absoluteError ?? 0) * computed.epsilon;
  if (ulps === 0 && absolute === 0) return () => 0;
  // an error in ulps never changes the sign
  const relative = (size: number): number => Math.min(ulps * (size * epsilon + minPositive), size);
  return (x) => (isMetExactly(x, op) ? 0 : relative(Math.abs(x)) + absolute);
}

/** The box with its bounds moved outward by the op's error and rounded to the dtype; ±∞ beyond the largest number. */
export function rounded(box: Box, node: Node, flushToZero: boolean): Box {
  const { dtype } = node;
  if (!isFloat(dtype)) return wrapped(box, dtype);
  if (movesOnly(node)) return box;
  const { minNormal } = floatLimits[dtype];
  const slack = slackOf(node);
  const [least, most] = imageOf(node);
  const lo = box.lo.map((x) => {
    const below = roundTo(Math.max(x - slack(x), least), dtype);
    return flushToZero && below > 0 && below < minNormal ? 0 : below;
  });
  const hi = box.hi.map((x) => {
    const above = roundTo(Math.min(x + slack(x), most), dtype);
    return flushToZero && above < 0 && above > -minNormal ? 0 : above;
  });
  return { ...box, lo, hi };
}
