/** @file Answers from the nearest other examples. */
import type { ProbeInputs } from "./_probeInputs.ts";

/** Neighbours that are asked: enough to outvote a wrong label, few enough for curved borders. */
const asked = 5;
/** Nearer neighbours count this much more, place by place, so that they decide where votes are equal. */
const preference = 0.01;

/** The nearest other examples of each, nearest first. */
export interface Neighbours {
  readonly rows: number;
  readonly each: number;
  readonly index: Int32Array;
}

export function neighboursOf({ rows, width, data }: ProbeInputs): Neighbours {
  const each = Math.min(asked, rows - 1);
  const index = new Int32Array(rows * each);
  const distance = new Float64Array(rows * each).fill(Number.POSITIVE_INFINITY);
  const offer = (i: number, j: number, d: number): void => {
    let place = (i + 1) * each - 1;
    if (!(d < distance[place]!)) return;
    for (; place > i * each && d < distance[place - 1]!; place--) {
      distance[place] = distance[place - 1]!;
      index[place] = index[place - 1]!;
    }
    distance[place] = d;
    index[place] = j;
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let d = 0;
      for (let k = 0, a = i * width, b = j * width; k < width; k++, a++, b++) d += (data[a]! - data[b]!) ** 2;
      offer(i, j, d);
      offer(j, i, d);
    }
  }
  return { rows, each, index };
}

/** For each example the mean of its neighbours' target columns. */
export function meanOfNeighbours(
  { rows, each, index }: Neighbours,
  targets: Float64Array,
  columns: number,
): Float64Array {
  const answers = new Float64Array(rows * columns);
  const weights = Array.from({ length: each }, (_, place) => 1 + preference * (each - place));
  const total = weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < rows; i++) {
    for (const [place, weight] of weights.entries()) {
      const neighbour = index[i * each + place]! * columns;
      for (let c = 0; c < columns; c++) answers[i * columns + c]! += (weight / total) * targets[neighbour + c]!;
    }
  }
  return answers;
}
