/** @file From prepared images to a model's input, and from its output to answers. */
import type { TypedArray } from "../graph/dtype.ts";
import { DataError } from "../util/errors.ts";
import type { ModelCard } from "./card.ts";
import type { ImageInput } from "./image.ts";

export interface Answer {
  readonly label: string;
  /** What the model says: a probability, or where the model gives none, its score. */
  readonly probability: number;
}

export interface Prediction extends Answer {
  readonly file: string;
  /** Whether `probability` is one, or a score that the model did not make one of. */
  readonly output: ModelCard["output"];
  /** The most probable answers, best first. */
  readonly top: readonly Answer[];
}

/** @throws DataError where the model does not classify images */
export function imageInputOf({ input, task, labels }: ModelCard, file: string): ImageInput {
  const taken =
    input.names.length > 0 ? `${input.features} numbers (${input.names.join(", ")})` : `${input.features} numbers`;
  if (!input.image) throw new DataError("This model does not take images", { where: file, found: `it takes ${taken}` });
  if (task === "regression") {
    throw new DataError("This model tells no classes", { where: file, found: `it gives ${labels.length} numbers` });
  }
  return input.image;
}

/** Images one after the other, as the model's input counts: bytes as they are, numbers stretched over their range. */
export function inputData(
  images: readonly Uint8Array[],
  { dtype, features, range: [lo, hi] }: Pick<ModelCard["input"], "dtype" | "features" | "range">,
): TypedArray {
  const data = new { uint8: Uint8Array, float32: Float32Array, float64: Float64Array }[dtype](images.length * features);
  images.forEach((image, i) => {
    data.set(dtype === "uint8" ? image : Float64Array.from(image, (v) => lo + (v / 255) * (hi - lo)), i * features);
  });
  return data;
}

/** The answers in one row of the output, best first; among equal ones the first class comes first. */
export function answersOf(row: ArrayLike<number>, { task, labels }: ModelCard): Answer[] {
  const outputs = Array.from(row);
  // One yes-or-no number says the probability of the second class.
  const values = task === "binary" && outputs.length === 1 ? [1 - outputs[0]!, outputs[0]!] : outputs;
  return values
    .map((probability, i) => ({ label: labels[i] ?? String(i), probability }))
    .sort((a, b) => b.probability - a.probability);
}

/** @throws DataError where the model gives something that is not a number */
export function predictionOf(file: string, row: ArrayLike<number>, card: ModelCard, top: number): Prediction {
  const unusable = Array.from(row).find((x) => !Number.isFinite(x));
  if (unusable !== undefined) {
    throw new DataError("The model's answer is not a number", {
      where: file,
      found: String(unusable),
      help: "its weights are not finite: train it again with a smaller learning rate",
    });
  }
  const answers = answersOf(row, card);
  return { file, output: card.output, ...answers[0]!, top: answers.slice(0, top) };
}
