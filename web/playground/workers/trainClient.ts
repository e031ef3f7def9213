/** @file The page's end of the worker that trains: one run at a time, and answers of its network. */
import type { RunEvent } from "../../../src/record/events.ts";
import type {
  Answer,
  Formula,
  FromTrainer,
  Refusal,
  TestImage,
  ToTrainer,
  TrainOptions,
} from "../../workers/protocol.ts";

type Told<T extends FromTrainer["t"]> = Extract<FromTrainer, { readonly t: T }>;
type Reply = Told<"classified"> | Told<"views"> | Told<"image">;

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
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly #listener: Listener;
  #run = 0;
  #id = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#worker = new Worker(new URL("../../workers/train.ts", import.meta.url), { type: "module", name: "trainer" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromTrainer>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      listener.refused({ message: "The page's worker failed", found: event.message, help: "load the page again" });
    };
  }

  start(options: TrainOptions): void {
    this.#send({ t: "start", run: ++this.#run, options });
  }

  tell(what: "play" | "pause" | "step" | "stop"): void {
    this.#send({ t: what });
  }

  async classify(pixels: Uint8Array): Promise<Answer | null> {
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
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send(question(id));
    });
  }

  #send(message: ToTrainer): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromTrainer): void {
    const isOld = "run" in message && message.run >= 0 && message.run !== this.#run;
    if (isOld) return;
    const { events, state, loading, formulas, engine, refused } = this.#listener;
    if (message.t === "events") events(message.events);
    else if (message.t === "state") state(message.state);
    else if (message.t === "loading") loading(message);
    else if (message.t === "formulas") formulas(message.formulas);
    else if (message.t === "engine") engine(message.facts);
    else if (message.t === "refused") refused(message.refusal);
    else this.#answered(message);
  }

  #answered(reply: Reply): void {
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }
}
