/** @file What a model answers to single pictures while it may be training: compiled once, parameters bound again. */
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engine/engine.ts";
import { inputTensor, outputTensor } from "../predict/card.ts";
import { inputData } from "../predict/predict.ts";
import { inputOf } from "../train/exportCard.ts";
import type { Plan } from "../train/plan.ts";
import { DataError } from "../util/errors.ts";
import { type Parameters, parametersOf, predictionProgram } from "./predictions.ts";

export interface Classifier {
  /** Takes effect for the answers that are asked for later. The arrays are not copied, so leave them alone. */
  update(parameters: Parameters): Promise<void>;
  /**
   * A number a class.
   *
   * @param pixels one byte a pixel, row by row, 0 is black and 255 white, the sign white on black
   * @returns null before the first update, and where the model gives something that is not finite
   * @throws DataError where the model takes another number of pixels
   */
  answer(pixels: Uint8Array): Promise<number[] | null>;
  dispose(): Promise<void>;
}

export async function classifier(engine: Engine, plan: Pick<Plan, "blueprint">, dataset: Dataset): Promise<Classifier> {
  const program = predictionProgram({ plan, dataset }, 1);
  const executable = await engine.compile(program);
  const taken = inputOf(dataset.train.inputs);
  let isReady = false;
  return {
    update: (parameters) => {
      isReady = true;
      return executable.bind(parametersOf(program, parameters));
    },
    answer: async (pixels) => {
      checkSize(pixels, taken.features);
      if (!isReady) return null;
      const picture = taken.image?.background === "bright" ? pixels.map((v) => 255 - v) : pixels;
      const { [outputTensor]: output } = await executable.run(1, { [inputTensor]: inputData([picture], taken) });
      const numbers = Array.from(output!.data, Number);
      return numbers.every(Number.isFinite) ? numbers : null;
    },
    dispose: () => executable.dispose(),
  };
}

function checkSize({ length }: Uint8Array, features: number): void {
  if (length === features) return;
  throw new DataError("The picture has another size than those that the model was trained on", {
    found: `${length} pixels`,
    help: `the model takes ${features}`,
  });
}
