/** @file The answers of a saved run to single pictures: by its newest checkpoint, whenever one is asked for. */
import { join } from "node:path";
import { loadDataset } from "../../data/node/load.ts";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { loadCheckpoint } from "../../train/checkpoint.ts";
import { nodeFileSystem } from "../../train/node/fileSystem.ts";
import { newestCheckpoint } from "../../train/node/newestCheckpoint.ts";
import { runFiles } from "../../train/node/runFolder.ts";
import { stateOf } from "../../train/node/saver.ts";
import type { Job } from "../../train/node/session.ts";
import { planExperiment } from "../../train/plan.ts";
import { type Classifier, classifier } from "../classifier.ts";

export interface PictureAnswer {
  /** Steps of training that the parameters have had. */
  readonly step: number;
  /** A number a class; null where the model gives something that is not finite. */
  readonly probabilities: readonly number[] | null;
}

export class AnswersOfRun {
  readonly #folder: string;
  readonly #engine: Engine;
  readonly #classifier: Classifier;
  #checkpoint: string | null = null;
  #step = 0;

  private constructor(folder: string, engine: Engine, made: Classifier) {
    this.#folder = folder;
    this.#engine = engine;
    this.#classifier = made;
  }

  /** @param job the run's own experiment */
  static async open({ experiment, origin, plan = planExperiment }: Job, folder: string): Promise<AnswersOfRun> {
    const { seed, precision } = experiment;
    const dataset = loadDataset(experiment.data, { baseFolder: origin.baseFolder, seed, precision });
    // One thread, which waits without spinning: the run may be training beside it.
    const engine = await ortNodeEngine({ threads: 1, spinning: false });
    try {
      return new AnswersOfRun(folder, engine, await classifier(engine, plan(experiment, dataset), dataset));
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  }

  /** null where the run has no checkpoint yet. */
  async answer(pixels: Uint8Array): Promise<PictureAnswer | null> {
    if (!(await this.#isCurrent())) return null;
    return { step: this.#step, probabilities: await this.#classifier.answer(pixels) };
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }

  /** Whether there are parameters, which are then those of the newest checkpoint. */
  async #isCurrent(): Promise<boolean> {
    const newest = newestCheckpoint(this.#folder);
    if (newest === null || newest === this.#checkpoint) return newest !== null;
    const loaded = await loadCheckpoint(nodeFileSystem, join(this.#folder, runFiles.checkpoints), null);
    if (!loaded) return false;
    const { values, best, step } = stateOf(loaded.checkpoint);
    await this.#classifier.update(best ?? values);
    this.#checkpoint = newest;
    this.#step = step;
    return true;
  }
}
