/** @file Answers to drawings, by runs' newest checkpoints: a process for a run, which ends when nobody draws any more. */
import { type Child, type StartCommand, wordsOf } from "./children.ts";

/** As JSON; null where the run has saved nothing yet. */
export type Answer = { readonly answer: object | null } | { readonly error: string };

interface Reply {
  readonly id: number;
  readonly answer?: object | null;
  readonly error?: string;
}

/** Each holds a data set. */
const mostChildren = 2;
/** Of all pages: each waits for its answer before it asks again. */
const mostAsked = 4;

export class AnswersOfRuns {
  readonly #start: StartCommand;
  /** The one that was asked last comes last. */
  readonly #answering = new Map<string, Answering>();
  #asked = 0;
  #isClosed = false;

  constructor(start: StartCommand) {
    this.#start = start;
  }

  /** Whether so much is asked that no more is taken. */
  get isBusy(): boolean {
    return this.#asked >= mostAsked;
  }

  /** @param pixels bytes in base64 */
  async ask(folder: string, pixels: string): Promise<Answer> {
    this.#asked++;
    try {
      const told = await this.#of(folder).ask(pixels);
      // One that has ended of its silence meanwhile is replaced, once.
      const again = told === null && !this.#isClosed ? await this.#of(folder).ask(pixels) : told;
      return again ?? { error: "The answer did not come: its process ended." };
    } finally {
      this.#asked--;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const answering of this.#answering.values()) answering.stop();
  }

  #of(folder: string): Answering {
    const held = this.#answering.get(folder);
    const answering = held && !held.hasEnded ? held : new Answering(this.#start, folder);
    this.#answering.delete(folder);
    this.#answering.set(folder, answering);
    const [first] = this.#answering.keys();
    if (this.#answering.size > mostChildren) {
      this.#answering.get(first!)!.stop();
      this.#answering.delete(first!);
    }
    return answering;
  }
}

class Answering {
  readonly #child: Child;
  readonly #waiting = new Map<number, (answer: Answer | null) => void>();
  #lastId = 0;
  #hasAnswered = false;
  hasEnded = false;

  constructor(start: StartCommand, folder: string) {
    // Not idle: beside a run that uses every core the first answer would take about ten times as long.
    this.#child = start(["views", folder, "--answers"], { onMessage: (message) => this.#take(message as Reply) });
    void this.#child.finished.then(({ stderr }) => this.#end(stderr));
  }

  /** null where the process ended, having answered before. */
  ask(pixels: string): Promise<Answer | null> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, pixels });
    });
  }

  stop(): void {
    this.#child.stop();
  }

  #take({ id, answer = null, error }: Reply): void {
    this.#hasAnswered = true;
    this.#waiting.get(id)?.(error === undefined ? { answer } : { error });
    this.#waiting.delete(id);
  }

  #end(stderr: string): void {
    this.hasEnded = true;
    const told = this.#hasAnswered ? null : { error: `The run cannot answer: ${wordsOf(stderr)}` };
    for (const resolve of this.#waiting.values()) resolve(told);
    this.#waiting.clear();
  }
}
