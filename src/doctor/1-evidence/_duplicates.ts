/** @file Finds input columns that are equal or proportional to another, without comparing every pair. */
import type { Inputs } from "../../data/dataset.ts";
import { featureCount } from "../../data/dataset.ts";
import type { FeatureStatistics } from "../../data/statistics.ts";
import { permutation, RandomStream, streams } from "../../util/philox.ts";

/** From this correlation on, up or down, a column says nothing that the other does not: its own part is 1.4%. */
const leastCorrelation = 0.9999;
/** Unrelated columns may well be proportional on four rows. */
const fewestRows = 5;
/** Columns that differ from their means in one row alone are proportional whenever it is the same one. */
const fewestDeviating = 2;
/** Numbers that are looked at for candidates: 765 rows of 784 pixels. */
const sampledNumbers = 600_000;
const mostColumns = 5_000;
const directions = 4;
/**
 * Unit vectors u, v with |u · v| > 0.9999 are at most √0.0002 = 0.0141 apart, up to a sign, so their products with a
 * standard normal vector differ by that deviation: five of them.
 */
const window = 5 * Math.sqrt(2 * (1 - leastCorrelation));
/** Pairs that are compared on all rows, at most: 40 of 60,000 images, 4 ms each; at least those. */
const comparedNumbers = 2_400_000;
const fewestCompared = 40;

/** Each column that repeats another, once, beside the first of its kind. */
export function duplicateColumns(inputs: Inputs, statistics: FeatureStatistics): (readonly [number, number])[] {
  if (statistics.examples < fewestRows) return [];
  const mostCompared = Math.max(fewestCompared, comparedNumbers / statistics.examples);
  const groups = new Map<number, number[]>();
  const members = new Set<number>();
  let compared = 0;
  for (const [a, b] of candidates(project(inputs, statistics))) {
    if (members.has(a) || members.has(b)) continue;
    if (compared++ >= mostCompared) break;
    if (Math.abs(correlation(inputs, statistics, a, b)) <= leastCorrelation) continue;
    groups.set(a, [...(groups.get(a) ?? [a]), b]);
    members.add(b);
  }
  return [...groups.values()]
    .map((group) => group.sort((a, b) => a - b))
    .flatMap(([first, ...others]) => others.map((other) => [first!, other] as const))
    .sort(([a, b], [c, d]) => a - c || b - d);
}

/** Column → its products with the random directions, over sampled rows; of columns that vary in some of them. */
type Projections = ReadonlyMap<number, Float64Array>;

function project(inputs: Inputs, { mean, examples }: FeatureStatistics): Projections {
  const width = featureCount(inputs);
  const columns = Math.min(width, mostColumns);
  const rows = Math.min(examples, Math.max(200, Math.floor(sampledNumbers / columns)));
  const order = rows < examples ? permutation(examples, 0, streams.probe, 0) : null;
  const random = new RandomStream(0, streams.probe, 1);
  const products = new Float64Array(directions * columns);
  const squares = new Float64Array(columns);
  const fourths = new Float64Array(columns);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const start = (order ? order[i]! : i) * width;
    for (let j = 0; j < columns; j++) {
      const x = inputs.data[start + j]! - mean[j]!;
      row[j] = x;
      squares[j]! += x * x;
      fourths[j]! += x * x * x * x;
    }
    for (let k = 0; k < directions; k++) {
      const weight = random.normal();
      for (let j = 0, at = k * columns; j < columns; j++, at++) products[at]! += weight * row[j]!;
    }
  }
  const result = new Map<number, Float64Array>();
  for (let j = 0; j < columns; j++) {
    const norm = Math.sqrt(squares[j]!);
    // (Σ x²)² / Σ x⁴ is about the number of rows that the deviation comes from.
    if (squares[j]! ** 2 < fewestDeviating * fourths[j]! || norm === 0) continue;
    result.set(
      j,
      Float64Array.from({ length: directions }, (_, k) => products[k * columns + j]! / norm),
    );
  }
  return result;
}

/** Pairs of columns whose products agree in all directions, up to a sign. */
function* candidates(projections: Projections): Generator<[number, number]> {
  const sorted = [...projections].sort(([, p], [, q]) => Math.abs(p[0]!) - Math.abs(q[0]!));
  for (const [i, [a, p]] of sorted.entries()) {
    for (let k = i + 1; k < sorted.length; k++) {
      const [b, q] = sorted[k]!;
      if (Math.abs(q[0]!) - Math.abs(p[0]!) > window) break;
      if (agree(p, q, 1) || agree(p, q, -1)) yield [a, b];
    }
  }
}

const agree = (p: Float64Array, q: Float64Array, sign: 1 | -1): boolean =>
  p.every((x, k) => Math.abs(x - sign * q[k]!) <= window);

function correlation(inputs: Inputs, { mean, std, examples }: FeatureStatistics, a: number, b: number): number {
  const width = featureCount(inputs);
  let sum = 0;
  for (let i = 0, at = 0; i < examples; i++, at += width)
    sum += (inputs.data[at + a]! - mean[a]!) * (inputs.data[at + b]! - mean[b]!);
  return sum / (examples * std[a]! * std[b]!);
}
