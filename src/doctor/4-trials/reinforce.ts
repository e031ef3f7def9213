/** @file What is recommended must hold from seeds that had no part in finding it: where it does not, one change more. */
import type { Decided, Search } from "./search.ts";
import { grow } from "./sets.ts";
import { applied, type Candidate, withSeed } from "./steps.ts";

/** Three seeds chose the set, so that their success is biased: five more decide. */
export const reliableSeeds = 8;
/** From here on a user's own five seeds fail more than once in less than a twelfth of all cases (binomial, p = 0.9). */
const reliable = 0.9;
/** Changes that are looked at in full. */
const mostLooks = 4;
/** Seeds on which the set failed, on which one change more is tried first. */
const mostSeeds = 2;

/** The set, or the set with one change more or another one where that reaches the goal more often. */
export async function reinforced(
  search: Search,
  set: readonly Candidate[],
  candidates: readonly Candidate[],
): Promise<Decided | null> {
  let best = await search.decide(set, reliableSeeds);
  if (!best || share(best) >= reliable) return best;
  const seeds = await failingSeeds(search, best.set);
  const grown = grow(best.set, candidates);
  const looks = await search.trials.each(grown, async (each) => ({
    set: each,
    passed: await passes(search, each, seeds),
  }));
  for (const look of looks.filter(({ passed }) => passed).slice(0, mostLooks)) {
    const decided = await search.decide(look.set, reliableSeeds);
    if (decided && share(decided) > share(best)) best = decided;
    if (share(best) >= reliable) break;
  }
  return best;
}

const share = ({ summary: { seeds, repaired } }: Decided): number => (seeds === 0 ? 0 : repaired / seeds);

/** Replays were made: these come from memory. */
async function failingSeeds(search: Search, set: readonly Candidate[]): Promise<number[]> {
  const experiment = applied(search.experiment, set)!;
  const failing: number[] = [];
  for (let i = 0; i < reliableSeeds && failing.length < mostSeeds; i++) {
    const seed = experiment.seed + i;
    const replayed = await search.replayDecision(set, withSeed(experiment, seed));
    if (replayed && !replayed.passed) failing.push(seed);
  }
  return failing;
}

async function passes(search: Search, set: readonly Candidate[], seeds: readonly number[]): Promise<boolean> {
  const experiment = applied(search.experiment, set);
  if (!experiment || seeds.length === 0) return false;
  for (const seed of seeds) {
    const replayed = await search.replayDecision(set, withSeed(experiment, seed));
    if (!replayed?.passed) return false;
  }
  return true;
}
