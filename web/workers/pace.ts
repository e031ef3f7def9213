/** @file How many steps a call may have: as many as are done before anybody waits for an answer. */
import { milliseconds } from "../../src/util/clock.ts";

/** A pause and a drawn digit wait for the call at hand. */
const wantedMs = 40;
/** A call is at most so many times as long as the last one: the first ones are slow. */
const growth = 4;

export class Pace {
  #calledAt = 0;
  #steps = 1;
  #lastStep = 0;

  /** Before a call. */
  most(): number {
    this.#calledAt = milliseconds();
    return this.#steps;
  }

  /** After a call, with the steps done so far. */
  done(step: number): void {
    const steps = step - this.#lastStep;
    this.#lastStep = step;
    const each = Math.max(0.01, (milliseconds() - this.#calledAt) / Math.max(1, steps));
    this.#steps = Math.max(1, Math.min(growth * this.#steps, Math.floor(wantedMs / each)));
  }
}
