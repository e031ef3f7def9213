/** @file What a baseline is: a published tool's rules on our records, in the words of our causes. */
import type { ActivationName } from "../../../dist/experiment/types.js";
import type { CauseId, Edit } from "../../../test/zoo/entry.ts";
import type { Observed } from "../observed.ts";

export interface Baseline {
  readonly id: string;
  readonly title: string;
  /** Where the rules and their thresholds are from, and what of the tool could not be carried over. */
  readonly source: string;
  diagnose(run: Observed, tools: Tools): Promise<Answer>;
}

interface Tools {
  /** Trains the experiment with some fields changed; null where the change does not fit or no replay is left. */
  replay(edits: readonly Edit[]): Promise<Observed | null>;
  /** Replays that may be made. */
  readonly budget: number;
  /** A number in [0, 1), from the case and its seed. */
  random(): number;
}

export interface Finding {
  readonly cause: CauseId;
  /** The tool's own name of what fired. */
  readonly rule: string;
}

export interface Answer {
  /** In the tool's order. */
  readonly findings: readonly Finding[];
  /** What the tool changes in the end; null where it only speaks or found nothing that helps. */
  readonly edits: readonly Edit[] | null;
}

/** Indices of model of the dense layers. */
export const denseLayers = ({ experiment }: Observed): number[] =>
  experiment.model.flatMap((layer, i) => (layer.type === "dense" ? [i] : []));

/** The activation that a dense layer's values pass: its own, or that of an activation layer behind it. */
export function activationAt({ experiment: { model } }: Observed, index: number): ActivationName {
  const layer = model[index];
  const next = model[index + 1];
  if (layer?.type === "dense" && layer.activation === "linear" && next?.type === "activation") return next.activation;
  return layer?.type === "dense" ? layer.activation : "linear";
}

export interface OutputLayer {
  readonly index: number;
  readonly units: number;
  readonly activation: ActivationName;
}

export function outputLayer(run: Observed): OutputLayer | null {
  const index = denseLayers(run).at(-1);
  const layer = index === undefined ? undefined : run.experiment.model[index];
  if (run.isProgram || layer?.type !== "dense") return null;
  return { index: index!, units: layer.units, activation: activationAt(run, index!) };
}

/** Accuracy on the training part, epoch by epoch. */
export const trainAccuracy = ({ epochs }: Observed): number[] =>
  epochs.flatMap(({ train }) => (train.accuracy === undefined ? [] : [train.accuracy]));

export const isCrossEntropy = (loss: string): boolean => loss.endsWith("cross-entropy");
