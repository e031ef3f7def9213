/** @file What a symptom is: something the user sees, counted in numbers. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";

export interface Symptom {
  /** Kebab case, as the file. */
  readonly id: string;
  /** In the user's words: "The loss becomes NaN". */
  readonly title: string;
  readonly what: string;
  readonly severity: "error" | "warning";
  /** The numbers that show it, most telling first; null where it is not seen. */
  seen(evidence: Evidence, experiment: Experiment): readonly Fact[] | null;
}
