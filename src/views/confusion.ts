/** @file How often each class was taken for each. */
import type { Answers } from "./answers.ts";
import type { Confusion } from "./views.ts";

export function confusion({ classes, truth, answer }: Answers, names: readonly string[] | undefined): Confusion {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![answer[i]!]!++;
  return { labels: counts.map((_, i) => names?.[i] ?? String(i)), counts };
}
