/** @file Writes events as lines, in pieces large enough to be cheap. */
import { milliseconds } from "../util/clock.ts";
import type { RunEvent } from "./events.ts";
import { eventLine } from "./lines.ts";
import type { ThinningSettings } from "./thinning.ts";
import { defaultThinning, StepThinner } from "./thinning.ts";

/** Where lines go: a file opened for appending, a list, a socket. */
export interface LineSink {
  append(text: string): void;
}

/** Characters that are collected before they are passed on. */
const pieceSize = 64 * 1024;

/** Who follows the record sees a step at most so late: a second, and in long runs less than a chart's pixel. */
const mostLate = 1000;
const latePart = 1 / 2000;

/** Events before which every step so far is written: nothing that explains them may be held back. */
const closing: ReadonlySet<RunEvent["t"]> = new Set(["start", "finding", "end"]);

/**
 * Steps are thinned and collected; every other event passes on at once what was collected before it and itself. A
 * finding and the end pass on the steps that the thinner holds back as well; health and epoch events come too often
 * for that, so their lines may stand before those of earlier steps. A run that is killed loses at most the steps held
 * back, which are twice the ends (400) and one bucket, and the lines collected since its last other event.
 */
export class RecordWriter {
  readonly #sink: LineSink;
  readonly #thinner: StepThinner;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt: number;
  #collected = "";

  constructor(sink: LineSink, thinning: ThinningSettings = defaultThinning, now: () => number = milliseconds) {
    this.#sink = sink;
    this.#now = now;
    this.#startedAt = now();
    this.#shownAt = this.#startedAt;
    this.#thinner = new StepThinner((step) => this.#collect(eventLine(step)), thinning);
  }

  write(event: RunEvent): void {
    if (event.t === "step") {
      this.#thinner.push(event);
      return;
    }
    if (closing.has(event.t)) this.#thinner.flush();
    this.#collect(eventLine(event));
    this.#passOn();
  }

  /**
   * To be called when there are no more steps for a moment: where it is time, passes on what was collected and the
   * newest step, whose line then stands before those of the steps that are held back. n seconds leave at most 2000
   * lines more and 2000 · ln(n / 2000).
   */
  catchUp(): void {
    const now = this.#now();
    if (now - this.#shownAt < Math.max(mostLate, latePart * (now - this.#startedAt))) return;
    this.#shownAt = now;
    this.#thinner.showNewest();
    this.#passOn();
  }

  /** Passes on everything, the steps that were held back as well. */
  flush(): void {
    this.#thinner.flush();
    this.#passOn();
  }

  #collect(line: string): void {
    this.#collected += line;
    if (this.#collected.length >= pieceSize) this.#passOn();
  }

  #passOn(): void {
    if (this.#collected === "") return;
    const text = this.#collected;
    this.#collected = "";
    this.#sink.append(text);
  }
}
