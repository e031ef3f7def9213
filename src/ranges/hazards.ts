/** @file Which hazard zones of an op its operands can reach, and the operands with those zones left out. */
import { type Box, hullOf } from "../graph/box.ts";
import { isFloat } from "../graph/dtype.ts";
import { regrid } from "../graph/grid.ts";
import type { Node } from "../graph/node.ts";
import type { Hazard, Range } from "../graph/op.ts";
import { eachCell } from "../ops/_cells.ts";
import { type FloatType, floatLimits } from "../util/float.ts";
import { nextDown, nextUp } from "../util/ulp.ts";

export interface HazardMet {
  readonly hazard: Hazard;
  /** The operand's range over the cells that reach the zone. */
  readonly found: Range;
  readonly limit: number;
  /** Whether the zone is the limit alone. */
  readonly isPoint: boolean;
}

const isFiniteCell = ({ lo, hi, nan }: Box, cell: number): boolean =>
  Number.isFinite(lo[cell]!) && Number.isFinite(hi[cell]!) && nan[cell] === 0;

/** The hazards of the node that its operands can reach where the result is not finite. */
export function hazardsMet(node: Node, operands: readonly Box[], result: Box): HazardMet[] {
  const applying = node.op.hazards.filter((hazard) => hazard.applies?.(node) ?? true);
  return applying.flatMap((hazard) => {
    const { dtype } = node.inputs[hazard.operand]!;
    if (!isFloat(dtype)) return [];
    const found = rangeInZone(hazard, dtype, alignedOperand(node, operands[hazard.operand]!, result), result);
    if (!found) return [];
    const limit = hazard.limit(dtype);
    return [{ hazard, found, limit, isPoint: isPoint(hazard, dtype) }];
  });
}

/** Whether the zone is the limit alone, such as 0 of a divisor. */
export function isPoint(hazard: Hazard, dtype: FloatType): boolean {
  const limit = hazard.limit(dtype);
  return ![nextUp(dtype, limit), nextDown(dtype, limit)].some((x) => hazard.unsafe(x, dtype));
}

/** An elementwise op's operand on the result's cells; else the operand as it is. */
const alignedOperand = (node: Node, operand: Box, result: Box): Box =>
  node.op.cells === eachCell ? regrid(operand, result.shape, result.cuts) : operand;

function rangeInZone(hazard: Hazard, dtype: FloatType, operand: Box, result: Box): Range | null {
  const aligned = operand.lo.length === result.lo.length;
  let found: Range | null = null;
  for (let cell = 0; cell < operand.lo.length; cell++) {
    if (aligned && isFiniteCell(result, cell)) continue;
    const [lo, hi] = [operand.lo[cell]!, operand.hi[cell]!];
    if (!reachesZone(hazard, dtype, lo, hi)) continue;
    found = found ? { lo: Math.min(found.lo, lo), hi: Math.max(found.hi, hi), nan: false } : { lo, hi, nan: false };
  }
  return found;
}

/** Whether a finite number of the interval is in the zone: looked for at its ends, at 0 and about the limit. */
function reachesZone(hazard: Hazard, dtype: FloatType, lo: number, hi: number): boolean {
  const { max } = floatLimits[dtype];
  const limit = hazard.limit(dtype);
  const [least, most] = [Math.max(lo, -max), Math.min(hi, max)];
  const candidates = [least, most, 0, limit, -limit, nextUp(dtype, limit), nextDown(dtype, limit)];
  return candidates.some((x) => x >= least && x <= most && hazard.unsafe(x, dtype));
}

/**
 * The operands without the parts of their cells that lie in a zone, as far as the rest is an interval and every result
 * of the zone is infinite or NaN.
 */
export function withoutZones(node: Node, operands: readonly Box[], met: readonly HazardMet[]): readonly Box[] {
  return operands.map((box, operand) => {
    const own = met.filter(({ hazard }) => hazard.operand === operand && (hazard.certain || operands.length === 1));
    const { dtype } = node.inputs[operand]!;
    return own.length > 0 && isFloat(dtype) ? narrowed(box, own, dtype) : box;
  });
}

function narrowed(box: Box, met: readonly HazardMet[], dtype: FloatType): Box {
  const unsafe = (x: number): boolean => met.some(({ hazard }) => hazard.unsafe(x, dtype));
  const safe = met
    .flatMap(({ limit }) => [-limit, nextUp(dtype, -limit), nextDown(dtype, limit), limit, nextUp(dtype, limit)])
    .filter((x) => !unsafe(x))
    .sort((a, b) => a - b);
  const [lo, hi] = [box.lo.slice(), box.hi.slice()];
  for (let cell = 0; cell < lo.length; cell++) {
    const [least, most] = [lo[cell]!, hi[cell]!];
    const low = unsafe(least) ? safe.find((x) => x >= least) : least;
    const high = unsafe(most) ? safe.findLast((x) => x <= most) : most;
    if (low === undefined || high === undefined || low > high) continue;
    lo[cell] = low;
    hi[cell] = high;
  }
  return { ...box, lo, hi };
}

/** Whether every bound is finite and NaN is impossible. */
export function isFiniteBox({ lo, hi, nan }: Box): boolean {
  for (let i = 0; i < lo.length; i++) {
    if (!Number.isFinite(lo[i]!) || !Number.isFinite(hi[i]!) || nan[i] !== 0) return false;
  }
  return true;
}

export const hasInfinity = (box: Box): boolean => {
  const { lo, hi } = hullOf(box);
  return !Number.isFinite(lo) || !Number.isFinite(hi);
};
