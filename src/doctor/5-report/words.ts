/** @file Numbers, metrics and sentences as a report words them. */
import type { Goal } from "../../experiment/types.ts";
import { shown } from "../3-causes/_edits.ts";
import type { Fact } from "../fact.ts";
import type { SymptomFinding, TrialSummary } from "./diagnosis.ts";

const shares = (value: number, decimals: number): string => `${(100 * value).toFixed(decimals)}%`;

/** A share with as few decimals as keep it on its side of 0, 1 and `bound`: 0.9996 is 99.96%, not 100.0%. */
export function percent(value: number, bound?: number): string {
  const limits = [0, 1, ...(bound === undefined ? [] : [bound])];
  for (let decimals = 1; decimals < 6; decimals++) {
    const read = Number((100 * value).toFixed(decimals)) / 100;
    if (limits.every((limit) => Math.sign(read - limit) === Math.sign(value - limit))) return shares(value, decimals);
  }
  return shares(value, 6);
}

/** A metric's value in the goal's terms: accuracy as a percentage. A run that diverged has none. */
export function score(value: number, goal: Goal): string {
  if (Number.isNaN(value)) return "diverged";
  if (!Number.isFinite(value)) return String(value);
  if (goal.metric === "accuracy") return percent(value, goal.atLeast ?? goal.atMost!);
  return shown(Number(value.toPrecision(3)));
}

/** "test accuracy". */
export const metricName = ({ metric, on }: Goal): string => `${on === "train" ? "training" : on} ${metric}`;

/** "test accuracy 97.8%", or that the run diverges. */
export const outcome = (value: number, goal: Goal): string =>
  Number.isNaN(value) ? "it diverges" : `${metricName(goal)} ${score(value, goal)}`;

/** "at least 95%". */
export const bound = (goal: Goal): string =>
  goal.atLeast !== null ? `at least ${boundValue(goal, goal.atLeast)}` : `at most ${boundValue(goal, goal.atMost!)}`;

const boundValue = ({ metric }: Goal, value: number): string =>
  metric === "accuracy" ? `${Number((100 * value).toFixed(6))}%` : shown(value);

/** Worst first; NaN is worse than any number. */
export function ranked(scores: readonly number[], goal: Goal): readonly number[] {
  const sign = goal.atLeast !== null ? 1 : -1;
  const merit = (x: number): number => (Number.isNaN(x) ? Number.NEGATIVE_INFINITY : sign * x);
  return [...scores].sort((a, b) => (merit(a) === merit(b) ? 0 : merit(a) - merit(b)));
}

/** The middle score, of an even number the worse of the two in the middle; NaN where there is none. */
export function median(scores: readonly number[], goal: Goal): number {
  return ranked(scores, goal)[Math.floor((scores.length - 1) / 2)] ?? Number.NaN;
}

/** "97.9%", or "97.6% to 98.1%" from the smallest to the largest, and how many runs diverged. */
export function spread(scores: readonly number[], goal: Goal): string {
  const known = scores.filter((value) => !Number.isNaN(value));
  const diverged = scores.length - known.length;
  if (known.length === 0) return scores.length === 0 ? "" : score(Number.NaN, goal);
  const ends = goal.atLeast !== null ? ranked(known, goal) : [...ranked(known, goal)].reverse();
  const [first, last] = [score(ends[0]!, goal), score(ends.at(-1)!, goal)];
  const range = first === last ? first : `${first} to ${last}`;
  return diverged === 0 ? range : `${range}, and ${counted(diverged, "run")} diverged`;
}

/** "97.8%", with several seeds the middle one and in brackets from where to where: "97.8% (97.6% to 98.1%)". */
export function middle(scores: readonly number[], goal: Goal): string {
  const [typical, all] = [score(median(scores, goal), goal), spread(scores, goal)];
  return typical === all ? typical : `${typical} (${all})`;
}

/** "5 of 5 seeds". */
export const ofSeeds = ({ repaired, seeds }: TrialSummary): string => `${repaired} of ${counted(seeds, "seed")}`;

export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

/** Names, and words with capitals in the middle, keep theirs. */
const isName = /^(Adam|Nesterov|Glorot|He|\p{Lu})\b|^\S\S*\p{Lu}/u;

/** The title within a sentence: "The inputs are not scaled" is "the inputs are not scaled". */
export const inSentence = (title: string): string =>
  isName.test(title) && !/^A /.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], and = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${and} ${items.at(-1)}`;
}

/** "cost at step 0: 197.2; normal: about 2.303 (ln 10)". */
export const factText = ({ label, value, normal }: Fact): string =>
  `${label}: ${value}${normal ? `; normal: ${normal}` : ""}`;

/** "The goal is missed (test accuracy: 11.3%; normal: at least 90%)". */
export const symptomText = ({ title, facts: [first] }: SymptomFinding): string =>
  `${title}${first ? ` (${factText(first)})` : ""}`;

export const duration = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)} s` : seconds < 120 ? `${Math.round(seconds)} s` : minutes(seconds);

function minutes(seconds: number): string {
  const total = Math.round(seconds);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")} minutes`;
}
