/** @file Sets of changes, where no single one repairs: certain faults together, one and two more, then all at once. */
import type { Knob } from "../3-causes/_cause.ts";
import type { TrialSummary } from "../5-report/diagnosis.ts";
import type { Decided, Screened, Search } from "./search.ts";
import { type Candidate, excludes, joins, keyOf } from "./steps.ts";
import { manySeeds, works } from "./trials.ts";

/** A set that works and without each of whose members it fails. */
export interface Minimal extends Decided {
  /** By member, in the set's order: the set without it. */
  readonly without: readonly TrialSummary[];
}

/** Suspicions from here on are faults that follow from the experiment itself. */
const certain = 0.9;
/** Sets that the next change is added to. */
const beamWidth = 2;
/** Candidates that are added to a set at a time: about two seconds of replays of small runs. */
const mostAdded = 24;
/** Share of the time that is kept for proving what was found. */
const keptForProof = 0.25;

export async function findSet(
  search: Search,
  candidates: readonly Candidate[],
  singles: readonly Screened[],
): Promise<Minimal | null> {
  let fallback: Minimal | null = null;
  for await (const found of proposals(search, candidates, singles)) {
    const decided = await search.decide(found.set);
    if (!decided || !works(decided.summary)) continue;
    const minimal = await minimize(search, decided);
    const confirmed = await search.decide(minimal.set, manySeeds);
    if (!confirmed) continue;
    const result = { ...minimal, ...confirmed };
    if (works(result.summary)) return result;
    if (!fallback || result.summary.repaired > fallback.summary.repaired) fallback = result;
  }
  return fallback;
}

/** Sets that reach the goal from the experiment's own seed, small ones first. */
async function* proposals(
  search: Search,
  candidates: readonly Candidate[],
  singles: readonly Screened[],
): AsyncGenerator<Screened> {
  const certainties = compatible(candidates.filter(({ suspicion }) => suspicion.weight >= certain));
  let beam: Screened[] = [];
  if (certainties.length > 1) {
    const base = await search.screen(certainties, search.pace.decide);
    if (base?.passed) yield base;
    if (base) beam.push(base);
  }
  beam = beam.length > 0 ? beam : promising(singles).slice(0, 3 * beamWidth);
  const tried = new Set<string>();
  for (let depth = 0; depth < search.depth && search.trials.timeLeft > keptForProof; depth++) {
    const grown = beam.flatMap(({ set }) => grow(set, candidates)).filter((set) => isNew(tried, set));
    const screened = await search.screenAll(grown);
    for (const each of promising(screened)) if (each.passed) yield each;
    beam = promising([...beam, ...screened]).slice(0, beamWidth);
  }
  for (const everything of prescriptions(candidates)) {
    if (search.trials.timeLeft < keptForProof) return;
    const screened = await search.screen(everything, search.pace.decide);
    if (screened?.passed) yield screened;
  }
}

const isNew = (tried: Set<string>, set: readonly Candidate[]): boolean => {
  const key = keyOf(set);
  return !tried.has(key) && tried.add(key) !== undefined;
};

/** Those that came farthest first; of equal ones the more suspect. */
const promising = (screened: readonly Screened[]): Screened[] =>
  [...screened].sort((a, b) => Number(b.passed) - Number(a.passed) || rank(b) - rank(a));

/** A tenth of the way to the goal is worth as much as certainty. */
const rank = ({ merit, set }: Screened): number =>
  Math.min(1, merit) + (0.1 * set.reduce((sum, { suspicion }) => sum + suspicion.weight, 0)) / set.length;

/** The set with one candidate more, or with another change in the place of those that it excludes. */
export function grow(set: readonly Candidate[], candidates: readonly Candidate[]): Candidate[][] {
  const grown: Candidate[][] = [];
  for (const candidate of candidates) {
    if (set.some(({ treatment }) => treatment === candidate.treatment)) continue;
    if (joins(set, candidate)) grown.push([...set, candidate]);
    else if (set.length > 1) {
      grown.push([...set.filter((other) => !excludes(other, candidate)), candidate]);
    }
  }
  return grown.slice(0, mostAdded);
}

/** As many as fit together, in their order. */
function compatible(candidates: readonly Candidate[]): Candidate[] {
  const set: Candidate[] = [];
  for (const candidate of candidates) if (joins(set, candidate)) set.push(candidate);
  return set;
}

/** Everything that might help at once: with an adaptive optimizer, or with the optimizer as it is. */
function prescriptions(candidates: readonly Candidate[]): Candidate[][] {
  const withRate = (skipped: Knob): Candidate[] =>
    compatible(candidates.filter(({ treatment: { knob } }) => knob !== skipped));
  const sets = [withRate("learning rate"), withRate("optimizer")];
  return sets.map((set) => set.filter(({ treatment: { knob } }) => knob !== "batch size" && knob !== "precision"));
}

/** Takes away what is not needed, the least suspect first, until the set fails without any member. */
async function minimize(search: Search, decided: Decided): Promise<Minimal> {
  let { set, summary } = decided;
  for (;;) {
    const order = [...set].sort((a, b) => a.suspicion.weight - b.suspicion.weight);
    const looks = await search.trials.each(order, async (member) => ({
      member,
      screened: set.length > 1 ? await search.screen(without(set, member), search.pace.decide) : null,
    }));
    let removed = false;
    for (const { member, screened } of looks) {
      if (!screened?.passed) continue;
      const smaller = await search.decide(without(set, member));
      if (!smaller || !works(smaller.summary)) continue;
      ({ set, summary } = smaller);
      removed = true;
      break;
    }
    if (removed) continue;
    const reversed = await reverse(search, set);
    const spare = set.length > 1 ? order.find((member) => works(reversed[set.indexOf(member)]!)) : undefined;
    if (!spare) return { set, summary, without: reversed };
    // The first look was made from the one seed that needs it.
    summary = reversed[set.indexOf(spare)]!;
    set = without(set, spare);
  }
}

const without = (set: readonly Candidate[], member: Candidate): Candidate[] => set.filter((each) => each !== member);

/** The reverse test: each original value put back must break the run again. */
async function reverse(search: Search, set: readonly Candidate[]): Promise<TrialSummary[]> {
  const results: TrialSummary[] = [];
  for (const member of set) {
    const decided = await search.decide(without(set, member));
    results.push(decided?.summary ?? { seeds: 0, repaired: 0, scores: [] });
  }
  return results;
}
