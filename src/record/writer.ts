/** @file Writes events as lines, in pieces large enough to be cheap. */
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

/**
 * Steps are thinned and collected; every other event passes on at once what was collected before it and itself, so
 * that a run that is killed loses at most the costs since its last epoch, health or finding event.
 */
export class RecordWriter {
  readonly #sink: LineSink;
  readonly #thinner: StepThinner;
  #collected = "";

  constructor(sink: LineSink, thinning: ThinningSettings = defaultThinning) {
    this.#sink = sink;
    this.#thinner = new StepThinner((step) => this.#collect(eventLine(step)), thinning);
  }

  write(event: RunEvent): void {
    if (event.t === "step") {
      this.#thinner.push(event);
      return;
    }
    this.#thinner.flush();
    this.#collect(eventLine(event));
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
