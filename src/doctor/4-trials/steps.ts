/** @file Sets of changes: each step belongs to a cause; together they make one changed experiment. */
import { applyChanges, type Change, diffExperiments } from "../../experiment/changes.ts";
import { parsePath } from "../../experiment/path.ts";
import type { Experiment } from "../../experiment/types.ts";
import { EvenkeelError } from "../../util/errors.ts";
import type { Cause, Edit, Knob, Suspicion, Treatment } from "../3-causes/_cause.ts";
import type { WithGoal } from "../subject.ts";

/** A treatment and what speaks for it. */
export interface Candidate {
  readonly cause: Cause;
  readonly suspicion: Suspicion;
  readonly treatment: Treatment;
}

/**
 * The experiment with every candidate's edits made: a whole, such as the optimizer, before its parts, and what is built
 * anew of changed parts, such as the list of layers, at last. null where that is no valid experiment.
 */
export function applied(experiment: WithGoal, candidates: readonly Candidate[]): WithGoal | null {
  const treatments = candidates.map(({ treatment }) => treatment);
  const edits = treatments.flatMap((treatment) => (treatment.rebuild ? [] : treatment.edits));
  try {
    let changed = applyChanges(experiment, [...edits].sort(byDepth));
    for (const { rebuild } of treatments) if (rebuild) changed = applyChanges(changed, rebuild(changed));
    // What is measured stays the same, whatever is changed.
    return { ...changed, task: experiment.task, goal: experiment.goal, metrics: experiment.metrics };
  } catch (error) {
    if (error instanceof EvenkeelError) return null;
    throw error;
  }
}

const byDepth = (a: Edit, b: Edit): number => parsePath(a.path).length - parsePath(b.path).length;

/** The changes that a set makes, field by field. */
export function changesOf(experiment: WithGoal, candidates: readonly Candidate[]): Change[] {
  const changed = applied(experiment, candidates);
  return changed ? diffExperiments(experiment, changed) : [];
}

/** Both set the learning rate. */
const setsRate: ReadonlySet<Knob> = new Set<Knob>(["optimizer", "learning rate"]);

/** Whether two changes exclude one another: they turn one knob, or what one sets means nothing after the other. */
export const excludes = ({ treatment: { knob: a } }: Candidate, { treatment: { knob: b } }: Candidate): boolean =>
  a === b || (setsRate.has(a) && setsRate.has(b));

/** Whether a candidate may join a set. */
export const joins = (set: readonly Candidate[], candidate: Candidate): boolean =>
  !set.some((other) => excludes(other, candidate));

/** With another value for the seed. */
export const withSeed = <E extends Experiment>(experiment: E, seed: number): E => ({ ...experiment, seed });

export const titleOf = (set: readonly Candidate[]): string => set.map(({ treatment }) => treatment.title).join(", ");

/** A name for the set, whatever its order. */
export const keyOf = (set: readonly Candidate[]): string =>
  set
    .map(({ treatment }) => JSON.stringify(treatment.edits))
    .sort()
    .join("");
