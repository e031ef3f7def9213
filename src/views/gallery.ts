/** @file The mistakes that the model was surest of, and the right answers that it was least sure of. */
import type { Answers } from "./answers.ts";
import type { Answer, Picture } from "./views.ts";

/** So many of each cell of the confusion: its pictures are seen where the cell is chosen. */
const ofEachCell = 6;

export interface Gallery {
  readonly wrong: readonly Answer[];
  readonly right: readonly Answer[];
}

export function gallery(answers: Answers, labels: readonly string[], picture: (example: number) => Picture): Gallery {
  const { classes, truth, answer, probability } = answers;
  const cells = new Map<number, number[]>();
  truth.forEach((t, i) => {
    const cell = t * classes + answer[i]!;
    const held = cells.get(cell);
    if (held) held.push(i);
    else cells.set(cell, [i]);
  });
  const surestFirst = (a: number, b: number): number => probability[b]! - probability[a]! || a - b;
  const shown = (i: number): Answer => ({
    ...picture(i),
    example: i,
    truth: labels[truth[i]!]!,
    answer: labels[answer[i]!]!,
    probability: probability[i]!,
  });
  const wrong: number[] = [];
  const right: number[] = [];
  for (const [cell, examples] of cells) {
    examples.sort(surestFirst);
    if (Math.floor(cell / classes) === cell % classes) right.push(...examples.slice(-ofEachCell).reverse());
    else wrong.push(...examples.slice(0, ofEachCell));
  }
  return { wrong: wrong.sort(surestFirst).map(shown), right: right.map(shown) };
}
