/** @file Healthy runs: every base at its own learning rate, half of it and nearly twice it, each from a seed of its own. */
import { bases } from "./bases.ts";
import type { Base, Entry } from "./entry.ts";

/** A factor that keeps a sound run sound: Keras's defaults are off by more than this for most problems. */
const factors = [0.6, 1, 1.6];

function at(base: Base, factor: number): Base {
  const optimizer = base.experiment.optimizer as { readonly learningRate: number };
  const learningRate = Number((optimizer.learningRate * factor).toPrecision(3));
  return { ...base, experiment: { ...base.experiment, optimizer: { ...optimizer, learningRate } } };
}

export interface Healthy extends Entry {
  readonly seed: number;
}

/** Raw inputs work there, and are a fault all the same. */
const withRawInputs: ReadonlySet<string> = new Set(["cells-raw", "program-softmax"]);

const sound = bases.filter(({ id }) => !withRawInputs.has(id));

export const healthy: readonly Healthy[] = sound.flatMap((base) =>
  factors.map((factor, k) => ({
    id: `${base.id}.rate×${factor}`,
    base: at(base, factor),
    faults: [],
    seed: 10 + ((base.id.length + k) % 4),
  })),
);
