/** @file Sets of changes: each step belongs to a cause; together they make one changed experiment. */
import { applyChanges, type Change, diffExperiments } from "../../experiment/changes.ts";
import type { Experiment } from "../../experiment/types.ts";
import { EvenkeelError } from "../../util/errors.ts";
import type { Cause, Suspicion, Treatment } from "../3-causes/_cause.ts";
import type { WithGoal } from "../subject.ts";

/** A treatment and what speaks for it. */
export interface Candidate {
  readonly cause: Cause;
  readonly suspicion: Suspicion;
  readonly treatment: Treatment;
}

/** The experiment with every candidate's edits made in order; null where that is no valid experiment. */
export function applied(experiment: WithGoal, candidates: readonly Candidate[]): WithGoal | null {
  try {
    const edits = candidates.flatMap(({ treatment }) => treatment.edits);
    const changed = applyChanges(experiment, edits);
    // What is measured stays the same, whatever is changed.
    return { ...changed, task: experiment.task, goal: experiment.goal, metrics: experiment.metrics };
  } catch (error) {
    if (error instanceof EvenkeelError) return null;
    throw error;
  }
}

/** The changes that a set makes, field by field. */
export function changesOf(experiment: WithGoal, candidates: readonly Candidate[]): Change[] {
  const changed = applied(experiment, candidates);
  return changed ? diffExperiments(experiment, changed) : [];
}

/** Whether a candidate may join a set: it turns another knob and changes something. */
export const joins = (set: readonly Candidate[], { treatment }: Candidate): boolean =>
  set.every((other) => other.treatment.knob !== treatment.knob);

/** With another value for the seed. */
export const withSeed = <E extends Experiment>(experiment: E, seed: number): E => ({ ...experiment, seed });

export const titleOf = (set: readonly Candidate[]): string => set.map(({ treatment }) => treatment.title).join(", ");

/** A name for the set, whatever its order. */
export const keyOf = (set: readonly Candidate[]): string =>
  set
    .map(({ treatment }) => JSON.stringify(treatment.edits))
    .sort()
    .join("");
