/** @file Least-squares fits of the shapes that cost curves have. */

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Of the residuals, root mean square. */
  readonly deviation: number;
  readonly largestResidual: number;
}

/** y = intercept + slope · x. */
export function fitLine(x: readonly number[], y: readonly number[]): Line {
  const n = x.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  let [sxx, sxy] = [0, 0];
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - mx) ** 2;
    sxy += (x[i]! - mx) * (y[i]! - my);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  let [squares, largestResidual] = [0, 0];
  for (let i = 0; i < n; i++) {
    const residual = y[i]! - my - slope * (x[i]! - mx);
    squares += residual ** 2;
    largestResidual = Math.max(largestResidual, Math.abs(residual));
  }
  return { slope, intercept: my - slope * mx, deviation: Math.sqrt(squares / n), largestResidual };
}

/** y = intercept + slope · x with the intercept given. */
function fitThrough(intercept: number, x: readonly number[], y: readonly number[]): Line {
  let [sxx, sxy] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    sxx += x[i]! ** 2;
    sxy += x[i]! * (y[i]! - intercept);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  let [squares, largestResidual] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const residual = y[i]! - intercept - slope * x[i]!;
    squares += residual ** 2;
    largestResidual = Math.max(largestResidual, Math.abs(residual));
  }
  return { slope, intercept, deviation: Math.sqrt(squares / x.length), largestResidual };
}

/** y = floor + height · shape(x, p). */
export interface Decay {
  readonly parameter: number;
  readonly floor: number;
  readonly height: number;
  readonly deviation: number;
  readonly largestResidual: number;
}

/**
 * The best of the parameters by least squares, floor and height solved for each.
 *
 * @param lowest the floor is not below it
 */
export function fitDecay(
  x: readonly number[],
  y: readonly number[],
  shape: (x: number, parameter: number) => number,
  parameters: readonly number[],
  lowest: number = Number.NEGATIVE_INFINITY,
): Decay | null {
  let best: Decay | null = null;
  for (const parameter of parameters) {
    const shapes = x.map((each) => shape(each, parameter));
    const free = fitLine(shapes, y);
    const line = free.intercept >= lowest ? free : fitThrough(lowest, shapes, y);
    if (best && line.deviation >= best.deviation) continue;
    const { intercept: floor, slope: height, deviation, largestResidual } = line;
    best = { parameter, floor, height, deviation, largestResidual };
  }
  return best;
}

/** From `lo` to `hi` in equal ratios. */
export const ratios = (lo: number, hi: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => lo * (hi / lo) ** (i / (count - 1)));

export interface Geometric extends Decay {
  /** What each fall is of the one before: 1 − parameter. */
  readonly ratio: number;
  /** Ratios that fit within what rounding the print allows. */
  readonly lowest: number;
  readonly highest: number;
}

/**
 * yₜ = floor + height · ratioᵗ, for values one unit apart.
 *
 * @param digit unit of the last printed digit: residuals of half of it are rounding
 */
export function fitGeometric(y: readonly number[], digit: number): Geometric | null {
  if (y.length < 5) return null;
  const t = y.map((_, i) => i);
  const decay = (i: number, q: number): number => (1 - q) ** i;
  const coarse = fitDecay(t, y, decay, ratios(1e-6, 0.9, 400));
  if (!coarse) return null;
  const fine = fitDecay(t, y, decay, ratios(coarse.parameter / 1.05, Math.min(0.95, coarse.parameter * 1.05), 400));
  const best = fine && fine.deviation < coarse.deviation ? fine : coarse;
  const allowed = Math.max(1.5 * best.largestResidual, 0.5 * digit);
  const tried = [
    ...ratios(best.parameter / 100, Math.min(0.95, best.parameter * 10), 300),
    ...ratios(best.parameter / 1.1, Math.min(0.95, best.parameter * 1.1), 200),
  ];
  const possible = tried.filter((q) => lineAt(y, 1 - q).largestResidual <= allowed);
  const smallest = Math.min(best.parameter, ...possible);
  const largest = Math.max(best.parameter, ...possible);
  return { ...best, ratio: 1 - best.parameter, lowest: 1 - largest, highest: 1 - smallest };
}

/** floor + height · ratioᵗ with the best floor (intercept) and height (slope). */
export const lineAt = (y: readonly number[], ratio: number): Line =>
  fitLine(
    y.map((_, t) => ratio ** t),
    y,
  );

/** With the floor known: ln(y − floor) falls in a straight line. null where a value lies below the floor. */
export function ratioAbove(floor: number, y: readonly number[]): { ratio: number; largestResidual: number } | null {
  if (y.length < 3 || y.some((value) => value <= floor)) return null;
  const t = y.map((_, i) => i);
  const line = fitLine(
    t,
    y.map((value) => Math.log(value - floor)),
  );
  const fitted = t.map((i) => floor + Math.exp(line.intercept + line.slope * i));
  const largestResidual = y.reduce((most, value, i) => Math.max(most, Math.abs(value - fitted[i]!)), 0);
  return { ratio: Math.exp(line.slope), largestResidual };
}
