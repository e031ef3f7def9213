/** @file The scores of all replays as a strip a change: a dot a seed, the goal as a line. */
import type { Goal } from "../../../experiment/types.ts";
import type { Diagnosis, TrialSummary } from "../diagnosis.ts";
import { inSentence, metricName, ofSeeds, score, bound as wanted } from "../words.ts";
import { type Markup, markup } from "./markup.ts";

interface Row {
  readonly what: string;
  readonly trials: TrialSummary;
}

export function trialStrip(diagnosis: Diagnosis): Markup | null {
  const rows = rowsOf(diagnosis);
  const { goal } = diagnosis.experiment;
  if (rows.length < 2) return null;
  const at = placeOf(rows, goal);
  const allFinite = rows.every(({ trials }) => trials.scores.every(Number.isFinite));
  const goalAt = at(goal.atLeast ?? goal.atMost!);
  return markup`<figure><div class="strip">${rows.map(({ what, trials }) => rowOf(what, trials, { goal, at, goalAt }))}</div>
<figcaption>${metricName(goal)}, a dot a seed; the dashed line is the goal, ${wanted(goal)}.${allFinite ? "" : " At the left edge: not finite."}</figcaption></figure>`;
}

function rowsOf({ baseline, causes, recommended }: Diagnosis): readonly Row[] {
  const tried = causes.flatMap(({ title, treatment, trials, without }): Row[] => [
    ...(trials ? [{ what: treatment ?? title, trials }] : []),
    ...(without ? [{ what: `the set without: ${treatment ?? inSentence(title)}`, trials: without }] : []),
  ]);
  const isNew = recommended && !tried.some(({ trials }) => same(trials, recommended.trials));
  return [
    { what: "as it is", trials: baseline },
    ...(isNew ? [{ what: "all recommended changes", trials: recommended.trials }] : []),
    ...tried,
  ];
}

const same = (a: TrialSummary, b: TrialSummary): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Axis {
  readonly goal: Goal;
  readonly at: (score: number) => number;
  readonly goalAt: number;
}

function rowOf(what: string, trials: TrialSummary, { goal, at, goalAt }: Axis): Markup {
  const reaches = (x: number): boolean => (goal.atLeast !== null ? x >= goal.atLeast : x <= goal.atMost!);
  const said = `${what}: ${ofSeeds(trials)}, ${trials.scores.map((x) => score(x, goal)).join(", ")}`;
  const dots = trials.scores.map(
    (x) =>
      markup`<circle class="${reaches(x) ? "passes" : "fails"}" cx="${at(x).toFixed(2)}%" cy="12" r="5" fill-opacity="0.75"><title>${score(x, goal)}</title></circle>`,
  );
  return markup`<div class="what">${what}</div><svg height="24" role="img" aria-label="${said}"><line class="axis" x1="0" x2="100%" y1="12" y2="12" stroke-opacity="0.4"/><line class="goal" x1="${goalAt.toFixed(2)}%" x2="${goalAt.toFixed(2)}%" y1="1" y2="23"/>${dots}</svg><div class="many">${ofSeeds(trials)}</div>`;
}

/** From 2% to 98% of the width, better to the right. Errors are compared by their factors. */
function placeOf(rows: readonly Row[], goal: Goal): Axis["at"] {
  if (goal.metric === "accuracy") return (x) => (Number.isNaN(x) ? 2 : 2 + 96 * Math.min(1, Math.max(0, x)));
  const values = [goal.atLeast ?? goal.atMost!, ...rows.flatMap(({ trials }) => trials.scores)].filter(Number.isFinite);
  const isLog = values.every((x) => x > 0);
  const of = (x: number): number => (isLog ? Math.log(x) : x);
  const [lo, hi] = [Math.min(...values.map(of)), Math.max(...values.map(of))];
  const share = (x: number): number => (hi === lo ? 0.5 : Math.min(1, Math.max(0, (of(x) - lo) / (hi - lo))));
  return (x) => {
    if (!Number.isFinite(x)) return 2;
    return 2 + 96 * (goal.atLeast !== null ? share(x) : 1 - share(x));
  };
}
