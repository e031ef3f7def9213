/** @file What a contestant's worker is asked and answers; the programs in peers/browser take and give the same. */

export interface BrowserJob {
  readonly device: "wasm" | "webgpu";
  readonly threads: number;
  readonly batch: number;
  /** Images it may use; fewer than all where steps are slow. */
  readonly examples: number;
  /** Examples of one call of ours. */
  readonly call: number;
  /** Steps that are not timed, at least. */
  readonly warmup: number;
  /** Ends after the step or call in which so many seconds have passed. */
  readonly seconds: number;
}

export interface BrowserResult {
  readonly version: string;
  readonly secondsPerStep: number;
  /** Of the fastest half second or so: what other work on the machine took is not in it. */
  readonly bestSecondsPerStep: number;
  readonly steps: number;
  /** Mean cost of the last steps. */
  readonly cost: number;
  readonly notes: string;
}
