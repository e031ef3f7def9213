/** @file Every cause's changes alone, rivals included: which of them repair the run. */
import { safest } from "./margin.ts";
import type { Decided, Screened, Search } from "./search.ts";
import type { Candidate } from "./steps.ts";
import { works } from "./trials.ts";

export interface SinglesResult {
  /** First looks, one a candidate that could be run, in the candidates' order. */
  readonly screened: readonly Screened[];
  /** One decision a cause whose change passed the first look; those that hold first. */
  readonly decided: readonly Decided[];
}

/** Causes that are decided about: a tie of more tells no more. */
const mostDecisions = 8;
/** Runs too long to be looked at whole: so many of the most promising are. */
const mostPromoted = 10;

export async function tryAlone(search: Search, candidates: readonly Candidate[]): Promise<SinglesResult> {
  const screened = await search.screenAll(candidates.map((candidate) => [candidate]));
  const whole = search.pace.screen === search.pace.decide ? screened : await promoted(search, screened);
  const decided: Decided[] = [];
  const groups = byCause(whole.filter(({ passed }) => passed));
  for (const group of groups.slice(0, mostDecisions)) {
    const made = await firstThatWorks(search, ordered(group, whole));
    if (made) decided.push(made);
  }
  return { screened, decided };
}

/** The best of the shortened replays, run to the end of a decision. */
async function promoted(search: Search, screened: readonly Screened[]): Promise<Screened[]> {
  const best = [...screened].sort((a, b) => Number(b.passed) - Number(a.passed) || b.merit - a.merit);
  const again = await search.trials.each(best.slice(0, mostPromoted), ({ set, passed, ...rest }) =>
    passed ? Promise.resolve({ set, passed, ...rest }) : search.screen(set, search.pace.decide),
  );
  const longer = again.filter((each) => each !== null);
  return screened.map((each) => longer.find(({ set }) => set[0]!.treatment === each.set[0]!.treatment) ?? each);
}

/** Passing candidates by cause, the most suspect cause first. */
function byCause(passing: readonly Screened[]): Screened[][] {
  const groups = new Map<string, Screened[]>();
  for (const each of passing) {
    const { id } = each.set[0]!.cause;
    groups.set(id, [...(groups.get(id) ?? []), each]);
  }
  const weight = (group: readonly Screened[]): number => group[0]!.set[0]!.suspicion.weight;
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** A cause's passing changes in the order in which they are decided: of searched values the safest first. */
function ordered(group: readonly Screened[], all: readonly Screened[]): Screened[] {
  const { cause, treatment } = group[0]!.set[0]!;
  if (treatment.value === undefined) return [...group];
  const tried = all
    .filter(({ set }) => set[0]!.cause === cause && set[0]!.treatment.value !== undefined)
    .map((each) => ({ ...each, value: each.set[0]!.treatment.value! }));
  const first = safest(tried);
  const rest = group.filter(({ set }) => set[0]!.treatment.value !== first?.value);
  return first ? [first, ...rest] : rest;
}

/** Alternatives of one cause that are decided about: its likeliest, and one more. */
const mostAlternatives = 2;

async function firstThatWorks(search: Search, group: readonly Screened[]): Promise<Decided | null> {
  let best: Decided | null = null;
  for (const { set } of group.slice(0, mostAlternatives)) {
    const decided = await search.decide(set);
    if (!decided) continue;
    if (!best || decided.summary.repaired > best.summary.repaired) best = decided;
    if (works(decided.summary)) break;
  }
  return best;
}
