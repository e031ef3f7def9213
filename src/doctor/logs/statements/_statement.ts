/** @file What the numbers of a log show: a sentence, how sure it is, and its arithmetic. */
import type { View } from "../view.ts";

/**
 * `certain`: it is arithmetic on the printed numbers. `nearly`: the numbers fit to their last digits, and nothing else is
 * known that would. `likely`: this is what it usually means. `possible`: other things look the same.
 */
export type Certainty = "certain" | "nearly" | "likely" | "possible";

export interface Statement {
  /** Of the rule that made it. */
  readonly id: string;
  readonly certainty: Certainty;
  /** One sentence. */
  readonly headline: string;
  /** The numbers and formulas that lead to it, one step a line. */
  readonly arithmetic: readonly string[];
  /** The same numbers for programs. */
  readonly numbers: Readonly<Record<string, number>>;
}

export interface StatementRule {
  /** Kebab case, as the file. */
  readonly id: string;
  /** null where the numbers do not show it. */
  look(view: View): Omit<Statement, "id"> | null;
}
