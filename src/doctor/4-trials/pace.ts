/** @file How long replays may be, from how long the run took: many short looks, some decisions, within the time given. */
import type { RunEvent } from "../../record/events.ts";
import type { Pace } from "./search.ts";

/** Shares of the budget that one replay may take: about 40 looks and 12 decisions fit on one core. */
const screenShare = 1 / 60;
const decideShare = 1 / 15;
const longestShare = 1 / 12;
/** One replay of the whole run: as much as the run itself may take. */
const wholeShare = 1 / 4;
/** Steps from which a run can be judged at all. */
const leastSteps = 60;
/** Replays skip what a recorded run measures and write nothing; compiling takes as long as some hundred small steps. */
const fewestSteps = 400;

/** @param events of the run as it is; without an end nothing is known of its pace */
export function paceOf({ events }: { readonly events: readonly RunEvent[] }, budgetSeconds: number): Pace {
  const start = events.find((event) => event.t === "start");
  const end = events.findLast((event) => event.t === "end");
  if (!start || !end || end.step === 0) return { screen: null, decide: null, longest: 20_000 };
  const perStep = Math.max(1e-6, end.seconds / end.step);
  const within = (share: number): number => Math.max(leastSteps, Math.floor((share * budgetSeconds) / perStep));
  const limit = (share: number): number | null => (within(share) >= start.totalSteps ? null : within(share));
  const [screen, decide] = [limit(screenShare), limit(decideShare)];
  const whole = Math.min(start.totalSteps, within(wholeShare));
  return { screen, decide, longest: Math.max(fewestSteps, within(longestShare), whole) };
}
