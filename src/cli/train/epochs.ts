/** @file Which epochs have a line where lines stay: all of a short run, fewer and fewer of a long one, the best and the last. */
import type { EpochEvent } from "../../record/events.ts";

/** Until here every epoch has a line. */
const all = 20;
/** Lines are at most this share of what is done apart, at round numbers: 42 lines for 300 epochs, 51 for 1000. */
const apart = 1 / 5;

/** @param number of the epoch, from 1 */
export function isRound(number: number): boolean {
  if (number <= all) return true;
  const most = apart * number;
  const power = 10 ** Math.floor(Math.log10(most));
  const interval = [5, 2, 1].map((digit) => digit * power).find((each) => each <= most)!;
  return number % interval === 0;
}

/** Writes lines of epochs, and remembers those that are still to be written. */
export class EpochLines {
  readonly #write: (event: EpochEvent, note: "" | "best") => void;
  /** The last epoch, where it was left out. */
  #last: EpochEvent | null = null;
  /** The best epoch, where it was left out. */
  #best: EpochEvent | null = null;

  constructor(write: (event: EpochEvent, note: "" | "best") => void) {
    this.#write = write;
  }

  /** Whether the epoch was written: it is round, or `due`. */
  add(event: EpochEvent, due: boolean): boolean {
    const written = due || isRound(event.epoch + 1);
    if (written) this.#write(event, "");
    this.#last = written ? null : event;
    if (event.best) this.#best = this.#last;
    return written;
  }

  /** What is said next happens after the last epoch. */
  catchUp(): void {
    if (this.#last === null) return;
    this.#write(this.#last, "");
    if (this.#best === this.#last) this.#best = null;
    this.#last = null;
  }

  /** No more epochs follow. */
  end(): void {
    if (this.#best !== null) this.#write(this.#best, "best");
    if (this.#last !== null && this.#last !== this.#best) this.#write(this.#last, "");
    this.#best = this.#last = null;
  }
}
