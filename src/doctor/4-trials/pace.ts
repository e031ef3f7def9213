/** @file How long replays may be, from how long they take: many short looks, some decisions, within the time given. */
import type { EndEvent, RunEvent, StartEvent } from "../../record/events.ts";
import type { WithGoal } from "../subject.ts";
import type { Pace } from "./search.ts";
import type { Replayed, Replayer } from "./trial.ts";

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

/** Of a replay: what it takes whatever its length, and each step. */
interface Timing {
  readonly overhead: number;
  readonly perStep: number;
}

interface PaceContext {
  /** Of the run as it is; without an end nothing is known of its pace. */
  readonly events: readonly RunEvent[];
  readonly experiment: WithGoal;
  readonly replayer: Replayer;
  readonly budgetSeconds: number;
  /** Whether the record was given: it may be of another machine, of more threads, or of a run that was held. */
  readonly recorded: boolean;
}

export async function paceOf(context: PaceContext): Promise<Pace> {
  const { events, budgetSeconds, recorded } = context;
  const start = events.find((event) => event.t === "start");
  const end = events.findLast((event) => event.t === "end");
  if (!start || !end || end.step === 0) return { screen: null, decide: null, longest: 20_000 };
  const early = end.step < Math.min(start.totalSteps, fewestSteps);
  const timing = (recorded || early ? await measured(context) : null) ?? recordOf(end);
  return paceFrom(timing, start, budgetSeconds);
}

const recordOf = ({ step, seconds }: EndEvent): Timing => ({ overhead: 0, perStep: Math.max(1e-6, seconds / step) });

function paceFrom({ overhead, perStep }: Timing, { totalSteps }: StartEvent, budgetSeconds: number): Pace {
  const within = (share: number): number =>
    Math.max(leastSteps, Math.floor((share * budgetSeconds - overhead) / perStep));
  const limit = (share: number): number | null => (within(share) >= totalSteps ? null : within(share));
  const [screen, decide] = [limit(screenShare), limit(decideShare)];
  const whole = Math.min(totalSteps, within(wholeShare));
  return { screen, decide, longest: Math.max(fewestSteps, within(longestShare), whole) };
}

/** Share of the budget that a measuring replay may take; the first one starts what replays, which may take longer. */
const measureShare = 1 / 30;
const startShare = 1 / 6;

/**
 * Replays that stand still, so that none ends early: the first compiles, the next two differ in length alone. A run that
 * broke in its tenth step says nothing of its pace: looking for what broke took longer than its steps.
 */
async function measured({ experiment, replayer, budgetSeconds }: PaceContext): Promise<Timing | null> {
  const { optimizer } = experiment;
  const still = { ...experiment, optimizer: { ...optimizer, learningRate: 1e-12 * optimizer.learningRate } };
  const timed = async (steps: number, share: number): Promise<Replayed | null> => {
    const replayed = await replayer.replay({ experiment: still, steps, untilGoal: false }, share * budgetSeconds);
    return replayed.ended === "shortened" || replayed.ended === "done" ? replayed : null;
  };
  if (!(await timed(1, startShare))) return null;
  const short = await timed(1, measureShare);
  const long = short && (await timed(fewestSteps, measureShare));
  if (!short) return null;
  if (!long || long.steps <= short.steps) return { overhead: 0, perStep: short.seconds / short.steps };
  const perStep = Math.max(1e-6, (long.seconds - short.seconds) / (long.steps - short.steps));
  return { overhead: Math.max(0, short.seconds - short.steps * perStep), perStep };
}
