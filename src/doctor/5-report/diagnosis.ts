/** @file What a diagnosis is: everything that a report shows; reports decide nothing. */
import type { Change } from "../../experiment/changes.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { WithGoal } from "../subject.ts";

/**
 * `healthy`: the run reaches its goal. `identified`: one cause's change alone repairs, and no rival's does. `tied`: single
 * changes of several causes repair. `joint`: only a set repairs. `no-signal`: nothing repairs and the targets cannot be
 * told from the inputs. `unexplained`: nothing tried repairs.
 */
export type Verdict = "healthy" | "identified" | "tied" | "joint" | "no-signal" | "unexplained";

export interface Diagnosis {
  readonly verdict: Verdict;
  /** As the user named it: "experiment.json". */
  readonly name: string;
  readonly experiment: WithGoal;
  /** Whether the user stated the goal; else it was chosen from the data. */
  readonly goalStated: boolean;
  readonly symptoms: readonly SymptomFinding[];
  /** Most probable first: what was proved, then what the evidence says. */
  readonly causes: readonly CauseFinding[];
  /** The smallest set of changes that was found to reach the goal. */
  readonly recommended: Recommendation | null;
  /** The experiment as it is. */
  readonly baseline: TrialSummary;
  /** Causes whose changes were tried alone and did not repair, and those that the evidence rules out. */
  readonly ruledOut: readonly RuledOut[];
  readonly evidence: Evidence;
  readonly replays: number;
  readonly seconds: number;
  /** Whether the time was spent before everything was tried. */
  readonly cutShort: boolean;
}

export interface SymptomFinding {
  readonly id: string;
  readonly title: string;
  readonly severity: "error" | "warning";
  readonly facts: readonly Fact[];
}

/**
 * `proved`: with only this change (or this set, of which it is a part) the run reaches the goal, and with this change
 * taken back it fails. `likely`: the evidence is specific. `possible`: else.
 */
export type Confidence = "proved" | "likely" | "possible";

export interface CauseFinding {
  readonly id: string;
  readonly title: string;
  readonly severity: "error" | "warning" | "info";
  readonly confidence: Confidence;
  /** The suspicion before any trial, 0 to 1. */
  readonly weight: number;
  readonly facts: readonly Fact[];
  /** Whether its change alone repairs. */
  readonly alone: boolean;
  /** Whether its change is a part of what is recommended. */
  readonly recommended: boolean;
  /** "learning rate 0.1 → 0.01"; null where there is nothing to change. */
  readonly treatment: string | null;
  readonly changes: readonly Change[];
  /** With this change alone. */
  readonly trials: TrialSummary | null;
  /** Where it is part of a set: the set without it, which fails. */
  readonly without: TrialSummary | null;
}

/** Replays of one experiment from several seeds. */
export interface TrialSummary {
  readonly seeds: number;
  readonly repaired: number;
  /** The goal's metric from each seed. */
  readonly scores: readonly number[];
}

export interface Recommendation {
  readonly changes: readonly Change[];
  readonly trials: TrialSummary;
  readonly experiment: Experiment;
}

export interface RuledOut {
  readonly id: string;
  readonly title: string;
  /** "its change alone was tried: accuracy 0.11 → 0.12" or "inputs lie between 0 and 1". */
  readonly why: string;
}
