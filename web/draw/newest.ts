/** @file Questions that come faster than their answers: at most one is on its way, and the newest is asked next. */

interface Teller<Answer> {
  told(answer: Answer): void;
  failed(error: unknown): void;
}

export class Newest<Question, Answer> {
  readonly #teller: Teller<Answer>;
  #waiting: (() => Promise<Answer>) | null = null;
  #isAsking = false;
  /** Answers to questions of an earlier turn are not told. */
  #turn = 0;

  constructor(teller: Teller<Answer>) {
    this.#teller = teller;
  }

  ask(how: (question: Question) => Promise<Answer>, question: Question): void {
    this.#waiting = () => how(question);
    if (!this.#isAsking) void this.#go();
  }

  /** What was asked so far is answered no more. */
  forget(): void {
    this.#waiting = null;
    this.#turn++;
  }

  async #go(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting) {
      const [question, turn] = [this.#waiting, this.#turn];
      this.#waiting = null;
      try {
        const answer = await question();
        if (turn === this.#turn) this.#teller.told(answer);
      } catch (error) {
        if (turn === this.#turn) this.#teller.failed(error);
      }
    }
    this.#isAsking = false;
  }
}
