/** @file Boxes cut off at finite numbers. */
import { type Box, hullOf } from "../graph/box.ts";

/** The box with both bounds of every cell inside the limits. */
export function clampedTo(box: Box, [least, most]: readonly [number, number]): Box {
  const { lo, hi } = hullOf(box);
  if (lo >= least && hi <= most) return box;
  const clamp = (x: number): number => Math.min(Math.max(x, least), most);
  return { ...box, lo: box.lo.map(clamp), hi: box.hi.map(clamp) };
}

export const withoutNan = (box: Box): Box =>
  box.nan.some((flag) => flag !== 0) ? { ...box, nan: new Uint8Array(box.nan.length) } : box;

/** Largest absolute value that the box allows. */
export function magnitudeOf(box: Box): number {
  const { lo, hi } = hullOf(box);
  return Math.max(Math.abs(lo), Math.abs(hi));
}
