/** @file Class probabilities as answers: which class, how sure, against the truth. */
import type { Labels, Targets } from "../data/dataset.ts";
import type { Predictions } from "./predictions.ts";

export interface Answers {
  readonly classes: number;
  readonly truth: Int32Array;
  readonly answer: Int32Array;
  /** Of the answer. */
  readonly probability: Float64Array;
}

/** Targets as classes: of several numbers an example the largest, of one whether it is more than half. */
export function labelsOf(targets: Targets): Labels {
  if (targets.kind === "labels") return targets;
  const { data, width } = targets;
  const labels = Int32Array.from({ length: data.length / width }, (_, i) =>
    width === 1 ? Number(data[i]! > 0.5) : largestOf(data, i * width, width),
  );
  return { kind: "labels", labels, classes: Math.max(2, width) };
}

/** The place of the largest of `width` numbers, the first of equal ones. */
function largestOf(values: ArrayLike<number>, start: number, width: number): number {
  let best = 0;
  for (let j = 1; j < width; j++) if (values[start + j]! > values[start + best]!) best = j;
  return best;
}

/** One number an example is the probability of class 1 of 2. A row without a number above the others answers 0. */
export function answersOf({ width, values }: Predictions, { labels, classes }: Labels): Answers {
  const answer = new Int32Array(labels.length);
  const probability = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    if (width === 1) {
      const p = values[i]!;
      answer[i] = p > 0.5 ? 1 : 0;
      probability[i] = p > 0.5 ? p : 1 - p;
      continue;
    }
    const best = largestOf(values, i * width, width);
    answer[i] = best;
    probability[i] = values[i * width + best]!;
  }
  return { classes: Math.max(classes, width === 1 ? 2 : width), truth: labels, answer, probability };
}
