/** @file The committed results of training the zoo: what `npm run zoo -- --prove` writes. */
import { readFileSync } from "node:fs";

export interface Proof {
  /** Hash of the experiment with the first seed: results of another experiment do not count. */
  readonly experiment: string;
  readonly passed: number;
  readonly seeds: number;
  /** The goal's metric from each seed, or how the run ended. */
  readonly scores: readonly (number | string)[];
}

export interface Results {
  readonly node: string;
  readonly engine: string;
  /** By id of a base, a healthy run, an entry, or "entry: only cause". */
  readonly entries: Readonly<Record<string, Proof>>;
}

export const results: Results = JSON.parse(readFileSync(new URL("./results.json", import.meta.url), "utf8"));
