/** @file How statements speak of the unit in which a log counts. */
import type { Curve } from "../curve.ts";

const every: Readonly<Record<Curve["unit"], string>> = { epoch: "an epoch", step: "a step", value: "a value" };

/** "an epoch", "every 100 steps". */
export const perStride = (curve: Curve, stride: number): string =>
  stride === 1 ? every[curve.unit] : `every ${Number(stride.toPrecision(3))} ${curve.unit}s`;

export const perUnit = (curve: Curve): string => every[curve.unit];
