/** @file What a cause is: an explanation, the evidence for it, and the changes that would cure it. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";

/** One field of an experiment set to another value; see experiment/changes.ts. */
export interface Edit {
  readonly path: string;
  readonly to: unknown;
}

/**
 * A change that can be tried. Treatments of one knob exclude one another: of "learning rate" a set holds one value. An
 * optimizer is set with its rate: a rate that was found for another one means nothing to it.
 */
export interface Treatment {
  /** "learning rate 0.1 → 0.01". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The edits where others were made before: those that replace a whole, whose parts the others may have changed. */
  readonly rebuild?: (experiment: Experiment) => readonly Edit[];
  readonly knob: Knob;
  /** The value, where the knob is a number that is searched: of all that work, one with a margin on both sides is taken. */
  readonly value?: number;
}

/** What a treatment turns. */
export type Knob =
  | "input scaling"
  | "target scaling"
  | "target encoding"
  | "label numbering"
  | "learning rate"
  | "optimizer"
  | "optimizer constants"
  | "gradient limit"
  | "epochs"
  | "batch size"
  | "shuffling"
  | "output activation"
  | "output units"
  | "loss"
  | "reduction"
  | "class weights"
  | "hidden activation"
  | "width"
  | "initial weights"
  | "dropout"
  | "weight decay"
  | "rewrites"
  | "gradients"
  | "inputs used"
  | "precision";

/**
 * How much the evidence speaks for a cause, before any trial:
 * 1 it follows from the experiment and data alone (a softmax on one unit); 0.8 measured and specific; 0.5 measured but
 * others would look the same; 0.2 possible: a rival to be tried; below that it is tried last.
 */
export interface Suspicion {
  readonly weight: number;
  readonly facts: readonly Fact[];
}

export interface Cause {
  /** Kebab case, as the file; `evenkeel explain ID` prints the page. */
  readonly id: string;
  /** What is wrong, without blame or remedy: "The inputs are not scaled". At most 70 characters. */
  readonly title: string;
  /** What happens, in two or three sentences. */
  readonly what: string;
  /** The mechanism with its formula: A, therefore B, therefore this. */
  readonly why: string;
  readonly remedy: string;
  /** When this finding is wrong or harmless. */
  readonly except: string;
  readonly severity: "error" | "warning" | "info";
  /** Papers, documentation, threads; author, title, year or address. */
  readonly references: readonly string[];
  /** Symptoms' ids that it leads to. */
  readonly explains: readonly string[];
  /** Small experiments as JSON with inline or generated data: `bad` fails by this cause, `good` is the same without it. */
  readonly examples: { readonly bad: unknown; readonly good: unknown };
  /** null where it is ruled out. Must not throw, whatever the evidence lacks. */
  weigh(evidence: Evidence, experiment: Experiment): Suspicion | null;
  /**
   * Changes that would cure it, the likeliest first; none where the experiment has nothing left to cure. Called also on
   * experiments that other treatments have changed already.
   */
  treatments(experiment: Experiment, evidence: Evidence): readonly Treatment[];
}
