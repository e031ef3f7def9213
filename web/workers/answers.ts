/** @file What the network of a run answers to one picture: compiled once a run, with the newest parameters. */
import { type Classifier, classifier } from "../../src/views/classifier.ts";
import type { Learned } from "./trainer.ts";

export class Answers {
  #of: Learned["model"]["plan"] | null = null;
  #step = -1;
  #classifier: Promise<Classifier> | null = null;

  /** Probabilities of the classes; null where the network gives no numbers. */
  async answer({ engine, model, step }: Learned, pixels: Uint8Array): Promise<readonly number[] | null> {
    if (this.#of !== model.plan) {
      void this.#classifier?.then(
        (old) => old.dispose(),
        () => {},
      );
      this.#of = model.plan;
      this.#step = -1;
      this.#classifier = classifier(engine, model.plan, model.dataset);
    }
    const current = await this.#classifier!;
    if (this.#step !== step) await current.update(model.parameters);
    this.#step = step;
    return current.answer(pixels);
  }
}
