/** @file The progress bar: one line that is drawn again, at most ten times a second, cut to the terminal's width. */
import type { ProgressEvent } from "../../train/outcome.ts";
import type { Channel } from "../channel.ts";
import { clock, cost, whole } from "../format.ts";

export const clearLine = "\r\u001b[K";
const frameMilliseconds = 100;
/** The first calls also warm caches: an ETA from them is too long. */
const etaAfterMilliseconds = 1000;

export interface BarState {
  readonly totalSteps: number;
  readonly epochs: number;
  readonly firstStep: number;
}

export class Bar {
  readonly #channel: Channel;
  readonly #state: BarState;
  readonly #startedAt = performance.now();
  #last: ProgressEvent | null = null;
  #lastAt = 0;
  #stepsPerMillisecond = 0;
  #examplesPerSecond = 0;
  #stepsPerCall = 0;
  #timer: NodeJS.Timeout | null = null;
  #drawn = false;

  constructor(channel: Channel, state: BarState) {
    this.#channel = channel;
    this.#state = state;
  }

  update(event: ProgressEvent): void {
    const now = performance.now();
    const since = this.#last ? this.#lastAt : this.#startedAt;
    const steps = event.step - (this.#last?.step ?? this.#state.firstStep);
    if (now > since && steps > 0) {
      const speed = steps / (now - since);
      this.#stepsPerMillisecond =
        this.#stepsPerMillisecond === 0 ? speed : 0.7 * this.#stepsPerMillisecond + 0.3 * speed;
      this.#stepsPerCall = steps;
    }
    this.#examplesPerSecond =
      this.#examplesPerSecond === 0
        ? event.examplesPerSecond
        : 0.7 * this.#examplesPerSecond + 0.3 * event.examplesPerSecond;
    this.#last = event;
    this.#lastAt = now;
    this.#timer ??= setInterval(() => this.#draw(), frameMilliseconds).unref();
  }

  /** A line that stays, above the bar. */
  line(text: string): void {
    this.#clear();
    this.#channel.write(`${text}\n`);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#clear();
  }

  #clear(): void {
    if (this.#drawn) this.#channel.write(clearLine);
    this.#drawn = false;
  }

  #draw(): void {
    if (!this.#last) return;
    this.#channel.write(`${clearLine}${this.#text(this.#last, performance.now())}`);
    this.#drawn = true;
  }

  /** Between two calls the position goes on at the measured speed, up to the end of the call. */
  #text(last: ProgressEvent, now: number): string {
    const { totalSteps, epochs } = this.#state;
    const ahead = Math.min(this.#stepsPerCall, this.#stepsPerMillisecond * (now - this.#lastAt));
    const step = Math.min(totalSteps, last.step + ahead);
    const share = step / totalSteps;
    const left = (totalSteps - step) / this.#stepsPerMillisecond / 1000;
    const eta = now - this.#startedAt > etaAfterMilliseconds && Number.isFinite(left) ? `${clock(left)} left` : "";
    const epoch = Math.min(epochs, Math.floor((step / totalSteps) * epochs) + 1);
    const before = `epoch ${epoch}/${epochs} `;
    const after = [
      ` ${String(Math.floor(100 * share)).padStart(3)}%`,
      `cost ${cost(last.cost)}`,
      eta,
      `${whole(this.#examplesPerSecond)} examples/s`,
    ];
    return fitted(before, after, share, this.#channel);
  }
}

const longestBar = 28;
const shortestBar = 6;

/** As much as fits: the last parts go first, then the bar. */
function fitted(before: string, parts: readonly string[], share: number, { columns, paint }: Channel): string {
  const room = columns() - 1;
  for (let kept = parts.length; kept > 0; kept--) {
    const after = parts.slice(0, kept).filter(Boolean).join("  ");
    const length = Math.min(longestBar, room - before.length - after.length);
    if (length >= shortestBar) return `${before}${drawn(length, share, paint)}${after}`;
  }
  return before.slice(0, room);
}

function drawn(length: number, share: number, paint: Channel["paint"]): string {
  const full = Math.round(length * share);
  return paint("green", "━".repeat(full)) + paint("dim", "─".repeat(length - full));
}
