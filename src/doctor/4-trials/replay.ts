/** @file One replay in this thread: plans the changed experiment, trains it, measures the goal. */
import type { Engine } from "../../engine/engine.ts";
import type { Experiment, Goal } from "../../experiment/types.ts";
import { goalReached } from "../../train/endings.ts";
import type { LoopEvent, RunOptions, RunOutcome } from "../../train/outcome.ts";
import { runTraining } from "../../train/run.ts";
import { milliseconds } from "../../util/clock.ts";
import { EvenkeelError } from "../../util/errors.ts";
import type { Subject } from "../subject.ts";
import { familyOf, type ReusingEngine, reusing } from "./reuse.ts";
import type { Replay, Replayed, Replayer } from "./trial.ts";

/** Families whose programs are kept: a search goes back and forth between few. */
const mostFamilies = 6;

/** Replays one after another on `engine`, which stays the caller's. */
export function localReplayer(subject: Pick<Subject, "dataset" | "plan">, engine: Engine): Replayer {
  const families = new Map<string, ReusingEngine>();
  const engineFor = async (experiment: Experiment): Promise<ReusingEngine> => {
    const key = familyOf(experiment);
    const kept = families.get(key) ?? reusing(engine);
    families.delete(key);
    families.set(key, kept);
    if (families.size > mostFamilies) {
      const [oldest, family] = families.entries().next().value!;
      families.delete(oldest);
      await family.drain();
    }
    return kept;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    parallel: 1,
    replay: (replay, seconds = Number.POSITIVE_INFINITY) => {
      const endsAt = milliseconds() + 1000 * seconds;
      const result = last.then(async () =>
        replayOn(await engineFor(replay.experiment), subject, { ...replay, endsAt }),
      );
      last = result.catch(() => {});
      return result;
    },
    dispose: async () => {
      await last;
      for (const family of families.values()) await family.drain();
      families.clear();
    },
  };
}

async function replayOn(
  engine: Engine,
  subject: Pick<Subject, "dataset" | "plan">,
  { experiment, steps, untilGoal, endsAt }: Replay & { readonly endsAt: number },
): Promise<Replayed> {
  const began = milliseconds();
  const seconds = (): number => (milliseconds() - began) / 1000;
  try {
    const { blueprint, data } = subject.plan(experiment, subject.dataset(experiment));
    const watch = new Watch({ goal: experiment.goal!, steps, untilGoal, endsAt });
    const outcome = await runTraining(engine, blueprint, data, {
      health: false,
      explain: false,
      ...partOf(experiment.goal!),
      observe: (event) => watch.observe(event),
      stopRequested: () => (watch.ended ? "interrupted" : null),
    });
    return { ...resultOf(outcome, experiment.goal!, watch), refusal: null, seconds: seconds() };
  } catch (error) {
    if (!(error instanceof EvenkeelError)) throw error;
    const refusal = [error.message, error.detail.found].filter(Boolean).join(": ");
    return { score: Number.NaN, passed: false, steps: 0, epochs: 0, ended: "refused", refusal, seconds: seconds() };
  }
}

/** The goal is about one part: where that is the test part, the training part, many times as large, need not be measured. */
const partOf = ({ on }: Goal): Pick<RunOptions, "measuredPart"> => (on === "validation" ? {} : { measuredPart: on });

function resultOf(outcome: RunOutcome, goal: Goal, { ended }: Watch): Omit<Replayed, "refusal" | "seconds"> {
  const diverged = outcome.stopped === "diverged";
  return {
    // The last finite parameters of a run that blew up say nothing of it.
    score: diverged ? Number.NaN : (outcome.metrics[goal.on]?.[goal.metric] ?? Number.NaN),
    passed: !diverged && goalReached(goal, outcome.metrics) === true,
    steps: outcome.step,
    epochs: outcome.epoch + 1,
    ended: diverged ? "diverged" : outcome.stopped === "interrupted" ? ended! : "done",
  };
}

/** Epochs that must hold the goal before a run is stopped for having reached it: one may be luck. */
const epochsHeld = 2;

interface Limits extends Pick<Replay, "steps" | "untilGoal"> {
  readonly goal: Goal;
  /** By the clock of this process. */
  readonly endsAt: number;
}

/** Says when a replay may end. */
class Watch {
  ended: "shortened" | "goal" | "out of time" | null = null;
  readonly #limits: Limits;
  #held = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  observe(event: LoopEvent): void {
    const { goal, steps, untilGoal, endsAt } = this.#limits;
    if (event.t === "progress" && steps !== null && event.step >= steps) this.ended ??= "shortened";
    if (milliseconds() > endsAt) this.ended ??= "out of time";
    if (event.t !== "epoch" || !untilGoal) return;
    this.#held = goalReached(goal, event) === true ? this.#held + 1 : 0;
    if (this.#held >= epochsHeld) this.ended ??= "goal";
  }
}
