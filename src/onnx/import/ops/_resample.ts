/** @file Which elements each element of a resized axis is made of, and with which weights. */
import { held } from "../limits.ts";

/** Entries of a resized axis, and elements of which an entry is made. */
const maxAxis = 2 ** 15;
const maxKernel = 2 ** 8;

export interface Resampling {
  readonly mode: "nearest" | "linear" | "cubic";
  readonly coordinates: string;
  /** How the nearest element is rounded. */
  readonly rounding: string;
  readonly antialias: boolean;
  /** Leave out weights of elements outside instead of repeating the edge. */
  readonly excludeOutside: boolean;
  readonly cubicA: number;
}

/** One axis to be resized. */
export interface ResizedAxis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** The part of the axis that tf_crop_and_resize looks at, as fractions. */
  readonly roi: readonly [number, number];
}

/** Where position `y` of the result lies on the axis before it; null where the mode is not known. */
function sourcePosition(y: number, { from, to, scale, roi }: ResizedAxis, coordinates: string): number | null {
  const wanted = scale * from;
  const half = (y + 0.5) / scale - 0.5;
  switch (coordinates) {
    case "half_pixel":
      return half;
    case "pytorch_half_pixel":
      return wanted === 1 ? -0.5 : half;
    case "half_pixel_symmetric":
      return (from / 2) * (1 - to / wanted) + half;
    case "align_corners":
      return wanted === 1 ? 0 : (y * (from - 1)) / (wanted - 1);
    case "asymmetric":
      return y / scale;
    case "tf_crop_and_resize": {
      const span = (roi[1] - roi[0]) * (from - 1);
      return roi[0] * (from - 1) + (wanted === 1 ? span / 2 : (y * span) / (wanted - 1));
    }
    default:
      return null;
  }
}

/** The cubic of Keys with parameter a, at distance x. */
function cubic(x: number, a: number): number {
  const d = Math.abs(x);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** Offsets from the element left of the position, and their weights; `ratio` in (0, 1] is how far it lies behind. */
function kernel(ratio: number, scale: number, how: Resampling): readonly (readonly [number, number])[] {
  if (how.mode === "nearest") {
    const right: Readonly<Record<string, boolean>> = {
      round_prefer_floor: ratio > 0.5,
      round_prefer_ceil: ratio >= 0.5,
      floor: ratio === 1,
      ceil: true,
    };
    return [[right[how.rounding] ? 1 : 0, 1]];
  }
  const shrink = how.antialias ? Math.min(scale, 1) : 1;
  const reach = how.mode === "linear" ? 1 : 2;
  const first = Math.floor(-reach / shrink) + 1;
  const weight = (x: number): number => (how.mode === "linear" ? Math.max(0, 1 - Math.abs(x)) : cubic(x, how.cubicA));
  const weights = Array.from({ length: held(2 - 2 * first, "the kernel", maxKernel) }, (_, i): [number, number] => [
    first + i,
    weight((first + i - ratio) * shrink),
  ]);
  if (!how.antialias) return weights;
  const total = weights.reduce((sum, [, w]) => sum + w, 0);
  return weights.map(([offset, w]): [number, number] => [offset, w / total]);
}

/** Weights of the axis's elements for each element of the result; null rows lie outside, null for an unknown mode. */
export function resamplingRows(
  axis: ResizedAxis,
  how: Resampling,
): readonly (ReadonlyMap<number, number> | null)[] | null {
  const rows: (ReadonlyMap<number, number> | null)[] = [];
  const size = held(axis.to, "the resized axis", maxAxis);
  for (let y = 0; y < size; y++) {
    const position = sourcePosition(y, axis, how.coordinates);
    if (position === null) return null;
    const outside = position < 0 || position > axis.from - 1;
    rows.push(how.coordinates === "tf_crop_and_resize" && outside ? null : rowAt(position, axis, how));
  }
  return rows;
}

function rowAt(position: number, { from, scale }: ResizedAxis, how: Resampling): ReadonlyMap<number, number> {
  const left = Math.ceil(position) - 1;
  const ratio = position - left;
  const all = kernel(ratio, scale, how).map(([offset, weight]) => [left + offset, weight] as const);
  const inside = how.excludeOutside ? all.filter(([i]) => i >= 0 && i < from) : all;
  const total = how.excludeOutside ? inside.reduce((sum, [, w]) => sum + w, 0) || 1 : 1;
  const row = new Map<number, number>();
  for (const [i, weight] of inside) {
    const index = Math.max(0, Math.min(from - 1, i));
    row.set(index, (row.get(index) ?? 0) + weight / total);
  }
  return row;
}
