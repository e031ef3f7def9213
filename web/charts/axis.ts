/** @file Axes: how a value becomes a place, and which values are named. */
import { shown, whole } from "../model/numbers.ts";
import type { AxisKind } from "./spec.ts";

export interface Transform {
  readonly forward: (value: number) => number;
  readonly back: (place: number) => number;
}

export const transforms: Readonly<Record<AxisKind, Transform>> = {
  log: { forward: Math.log10, back: (place) => 10 ** place },
  linear: { forward: (value) => value, back: (place) => place },
  asinh: { forward: Math.asinh, back: Math.sinh },
};

/** Steps: log(1 + step), so that the first steps have room, or as they are. */
export const stepTransform = (logarithmic: boolean): Transform =>
  logarithmic ? { forward: (step) => Math.log1p(Math.max(0, step)), back: Math.expm1 } : transforms.linear;

/** Round numbers from `low` to `high`, about `many`. */
function round(low: number, high: number, many: number): number[] {
  const rough = (high - low) / Math.max(1, many);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= 0.75 * rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 50)) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Powers of ten only: lines between them would be a grey block. */
function decades(low: number, high: number, many: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, many)));
  const start = Math.ceil(first / every) * every;
  const powers: number[] = [];
  for (let power = start; power <= last; power += every) powers.push(10 ** power);
  if (powers.length >= 2) return powers;
  const between: number[] = [];
  for (let power = first - 1; power <= last; power++) {
    for (const factor of [1, 2, 5]) between.push(Number((factor * 10 ** power).toPrecision(3)));
  }
  const inside = between.filter((value) => value >= low && value <= high);
  return inside.length >= 2 ? inside : round(low, high, many);
}

function symmetric(low: number, high: number, many: number): number[] {
  if (Math.max(Math.abs(low), Math.abs(high)) <= 5) return round(low, high, many);
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  const every = Math.max(1, Math.ceil((largest + 1) / Math.max(2, many)));
  const values = [0];
  for (let power = 0; power <= largest; power += every) values.push(10 ** power, -(10 ** power));
  return values.filter((value) => value >= low && value <= high).sort((a, b) => a - b);
}

const splitters = { log: decades, linear: round, asinh: symmetric };

export const splitsOf = (axis: AxisKind, low: number, high: number, pixels: number): number[] =>
  splitters[axis](low, high, Math.max(2, Math.floor(pixels / 26)));

/** 0, 1, 2, 5, 10, … as far apart as their names need. */
export function stepSplits(from: number, to: number, logarithmic: boolean, pixels: number): number[] {
  if (!logarithmic || from > to / 3) return round(from, to, Math.floor(pixels / 70)).filter(Number.isInteger);
  const { forward } = stepTransform(true);
  const scale = pixels / (forward(to) - forward(from));
  const splits: number[] = [];
  const place = (step: number): number => (forward(step) - forward(from)) * scale;
  const candidates = [0];
  for (let power = 1; power <= to; power *= 10) candidates.push(power, 2 * power, 5 * power);
  for (const step of candidates) {
    if (step < from || step > to || place(step) > pixels - 8) continue;
    const before = splits.at(-1);
    if (before === undefined || place(step) - place(before) >= 30) splits.push(step);
  }
  return splits;
}

export const stepName = (step: number): string =>
  step >= 1e6
    ? `${Number((step / 1e6).toPrecision(3))}M`
    : step >= 1e4
      ? `${Number((step / 1e3).toPrecision(3))}k`
      : whole(step);

export function valueName(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e5)) return value.toExponential(0).replace("e+", "e");
  return shown(value);
}
