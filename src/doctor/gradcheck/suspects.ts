/** @file The gradients that were found wrong, with all that may say why. */
import type { Gradients, Values } from "./evaluation.ts";
import type { Counts } from "./factor.ts";
import type { Program } from "./program.ts";

export interface Suspects {
  readonly program: Program;
  readonly point: Values;
  readonly gradients: Gradients;
  readonly wrong: ReadonlySet<string>;
  readonly counts: Counts;
  /** The factor with another number of examples. */
  readonly elsewhere: (name: string) => { readonly m: number; readonly factor: number } | null;
}
