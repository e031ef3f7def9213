/** @file A measured number beside its normal value, as evidence is shown. */

export interface Fact {
  /** What was measured: "loss at step 0". */
  readonly label: string;
  readonly value: string;
  /** What a healthy run has, in the same words: "about 2.303 (ln 10)"; null where nothing is normal. */
  readonly normal: string | null;
}
