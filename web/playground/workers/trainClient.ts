/** @file The page's end of the worker that trains: one run at a time, and answers of its network. */
import type { RunEvent } from "../../../src/record/events.ts";
import type { DrawingAnswer, TestImage } from "../../draw/answer.ts";
import type { Formula, FromTrainer, Refusal, ToTrainer, TrainOptions } from "../../workers/protocol.ts";

type Told<T extends FromTrainer["t"]> = Extract<FromTrainer, { readonly t: T }>;
type Reply = Told<"classified"> | Told<"views"> | Told<"image">;

/** Who waits for the answer to a question. */
interface Asking {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** What happens to the run that was started last. */
export interface Listener {
  readonly events: (events: readonly RunEvent[]) => void;
  readonly state: (state: Told<"state">["state"]) => void;
  readonly loading: (loading: Told<"loading">) => void;
  readonly formulas: (formulas: readonly Formula[]) => void;
  readonly engine: (facts: Told<"engine">["facts"]) => void;
  readonly refused: (refusal: Refusal) => void;
}

export class TrainClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Asking>();
  readonly #listener: Listener;
  #run = 0;
  #id = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#worker = new Worker(new URL("../../workers/train.ts", import.meta.url), { type: "module", name: "trainer" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromTrainer>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = "The page's worker failed";
      for (const id of [...this.#waiting.keys()]) this.#settle(id, ({ reject }) => reject(new Error(message)));
      listener.refused({ message, found: event.message || "it could not be loaded", help: "load the page again" });
    };
  }

  start(options: TrainOptions): void {
    this.#send({ t: "start", run: ++this.#run, options });
  }

  tell(what: "play" | "pause" | "step"): void {
    this.#send({ t: what });
  }

  async classify(pixels: Uint8Array): Promise<DrawingAnswer | null> {
    return ((await this.#ask((id) => ({ t: "classify", id, pixels }))) as Told<"classified">).answer;
  }

  async views(): Promise<unknown> {
    return ((await this.#ask((id) => ({ t: "views", id }))) as Told<"views">).views;
  }

  /** null before the images are there. */
  async image(index: number): Promise<TestImage | null> {
    return ((await this.#ask((id) => ({ t: "image", id, index }))) as Told<"image">).image;
  }

  #ask(question: (id: number) => ToTrainer): Promise<Reply> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send(question(id));
    });
  }

  #send(message: ToTrainer): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromTrainer): void {
    const isOld = "run" in message && message.run !== this.#run;
    if (isOld) return;
    const { events, state, loading, formulas, engine, refused } = this.#listener;
    if (message.t === "events") events(message.events);
    else if (message.t === "state") state(message.state);
    else if (message.t === "loading") loading(message);
    else if (message.t === "formulas") formulas(message.formulas);
    else if (message.t === "engine") engine(message.facts);
    else if (message.t === "refused") refused(message.refusal);
    else if (message.t === "failed") this.#settle(message.id, ({ reject }) => reject(errorOf(message.refusal)));
    else this.#settle(message.id, ({ resolve }) => resolve(message));
  }

  #settle(id: number, answer: (asking: Asking) => void): void {
    const asking = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (asking) answer(asking);
  }
}

const errorOf = ({ message, found }: Refusal): Error => new Error(`${[message, found].filter(Boolean).join(": ")}.`);
