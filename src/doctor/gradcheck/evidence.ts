/** @file What the doctor is told of hand-written gradients. */
import type { Dataset } from "../../data/dataset.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { Formulas } from "../../train/formulaModel.ts";
import type { GradientEvidence } from "../1-evidence/evidence.ts";
import { gradcheck } from "./gradcheck.ts";

/** @throws UsageError where the program has no hand-written gradients */
export async function gradientEvidence(
  formulas: Formulas<unknown>,
  dataset: Dataset,
  { seed, batchSize, data, optimizer }: Experiment,
): Promise<GradientEvidence> {
  const { targetEncoding } = data;
  const { learningRate } = optimizer;
  const { parameters } = gradcheck(formulas, dataset, { seed, batchSize, targetEncoding, learningRate });
  return {
    parameters: parameters.map(({ name, deviation, right, mistake }) => ({
      name,
      deviation,
      right,
      mistake: mistake === null || mistake.id === "unknown" ? null : mistake.id,
      detail: mistake?.detail ?? null,
    })),
  };
}
