/** @file Events on their way to the page: at most ten messages a second, so that drawing keeps up. */
import type { RunEvent } from "../../src/record/events.ts";
import { milliseconds } from "../../src/util/clock.ts";

const pauseMs = 100;

export class Outbox {
  readonly #send: (events: readonly RunEvent[]) => void;
  #waiting: RunEvent[] = [];
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(send: (events: readonly RunEvent[]) => void) {
    this.#send = send;
  }

  add(event: RunEvent): void {
    this.#waiting.push(event);
    if (milliseconds() - this.#sentAt >= pauseMs) this.flush();
  }

  flush(): void {
    this.#sentAt = milliseconds();
    if (this.#waiting.length === 0) return;
    this.#send(this.#waiting);
    this.#waiting = [];
  }
}
