/** @file What both searches share: screening a set of changes on one seed, and deciding about it from several. */
import type { TrialSummary } from "../5-report/diagnosis.ts";
import type { WithGoal } from "../subject.ts";
import { epochsWithMargin } from "./margin.ts";
import { applied, type Candidate } from "./steps.ts";
import type { Replayed } from "./trial.ts";
import type { Trials } from "./trials.ts";

/** How long replays may be; null is to the end. */
export interface Pace {
  /** Steps of a first look. */
  readonly screen: number | null;
  /** Steps of a decision. */
  readonly decide: number | null;
  /** Steps of a replay of more epochs, which ends where the goal is held. */
  readonly longest: number;
}

export interface Screened {
  readonly set: readonly Candidate[];
  readonly replayed: Replayed;
  readonly merit: number;
  readonly passed: boolean;
}

export interface Decided {
  readonly set: readonly Candidate[];
  readonly summary: TrialSummary;
}

export class Search {
  readonly experiment: WithGoal;
  readonly trials: Trials;
  readonly pace: Pace;
  /** The best merit seen, for the progress line. */
  best: Screened | null = null;
  /** How many changes are added one after another to a set that does not do. */
  depth = 2;
  onReplay: () => void = () => {};

  constructor(experiment: WithGoal, trials: Trials, pace: Pace) {
    this.experiment = experiment;
    this.trials = trials;
    this.pace = pace;
  }

  /** One replay of the set from the experiment's own seed; null where it is no valid experiment or the time is spent. */
  async screen(set: readonly Candidate[], steps: number | null = this.pace.screen): Promise<Screened | null> {
    const experiment = applied(this.experiment, set);
    if (!experiment) return null;
    const longer = set.some(isLonger);
    const replayed = await this.trials.replay({
      experiment,
      steps: longer ? this.pace.longest : steps,
      untilGoal: longer || (steps !== null && steps === this.pace.decide),
    });
    if (!replayed || replayed.ended === "refused") return null;
    const settled = longer && replayed.ended === "goal" ? withEpochs(set, replayed.epochs) : set;
    const screened = {
      set: settled,
      replayed,
      merit: this.trials.merit(experiment, replayed),
      passed: replayed.passed,
    };
    if (!this.best || screened.merit > this.best.merit) this.best = screened;
    this.onReplay();
    return screened;
  }

  async screenAll(sets: readonly (readonly Candidate[])[]): Promise<Screened[]> {
    const screened = await this.trials.each(sets, (set) => this.screen(set));
    return screened.filter((each) => each != null);
  }

  #decisionSteps(set: readonly Candidate[]): number | null {
    return set.some(isLonger) ? this.pace.longest : this.pace.decide;
  }

  /** One replay of an experiment that `set` made, as decisions run it. */
  replayDecision(set: readonly Candidate[], experiment: WithGoal): Promise<Replayed | null> {
    const steps = this.#decisionSteps(set);
    return this.trials.replay({ experiment, steps, untilGoal: steps !== null }, true);
  }

  /** The set from several seeds; where more epochs are part of it and some seeds need more still, with more. */
  async decide(set: readonly Candidate[], seeds?: number): Promise<Decided | null> {
    const steps = this.#decisionSteps(set);
    const decideOn = async (each: readonly Candidate[]): Promise<Decided | null> => {
      const experiment = applied(this.experiment, each);
      const options = { steps, ...(seeds !== undefined && { seeds }) };
      return experiment && { set: each, summary: await this.trials.decide(experiment, options) };
    };
    let best = await decideOn(set);
    for (let more = 1; more <= mostExtensions && set.some(isLonger) && best && isPartial(best); more++) {
      const extended = await decideOn(withEpochs(best.set, applied(this.experiment, best.set)!.epochs * extension));
      if (!extended || extended.summary.repaired <= best.summary.repaired) break;
      best = extended;
    }
    return best;
  }
}

/** Epochs are extended so many times, by so much before the margin. */
const mostExtensions = 3;
const extension = 1.4;

const isPartial = ({ summary: { repaired, seeds } }: Decided): boolean => repaired > 0 && repaired < seeds;

const isLonger = ({ treatment }: Candidate): boolean => treatment.knob === "epochs";

/** The set with as many epochs as were needed, and a margin. */
function withEpochs(set: readonly Candidate[], needed: number): Candidate[] {
  const epochs = epochsWithMargin(needed);
  return set.map((candidate) =>
    isLonger(candidate)
      ? {
          ...candidate,
          treatment: {
            ...candidate.treatment,
            title: candidate.treatment.title.replace(/[\d,.]+\D*$/, String(epochs)),
            edits: [{ path: "epochs", to: epochs }],
          },
        }
      : candidate,
  );
}
