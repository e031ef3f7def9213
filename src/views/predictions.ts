/** @file What the model answers to examples: its output row by row, on any engine. */
import type { Dataset, Examples } from "../data/dataset.ts";
import { exampleCount, featureCount } from "../data/dataset.ts";
import type { Engine, Executable, Program } from "../engine/engine.ts";
import type { TypedArray, Value } from "../graph/dtype.ts";
import { inputName } from "../onnx/encode.ts";
import { inputTensor, outputTensor } from "../predict/card.ts";
import { inferenceGraph } from "../train/export.ts";
import type { Plan } from "../train/plan.ts";

export type Parameters = Readonly<Record<string, Value>>;

/** A plan with its data and with values for its parameters. */
export interface TrainedModel {
  readonly plan: Pick<Plan, "blueprint">;
  readonly dataset: Dataset;
  readonly parameters: Parameters;
}

export interface Predictions {
  /** Numbers an example. */
  readonly width: number;
  /** Row after row. */
  readonly values: TypedArray;
}

/** Examples a step: few enough for little memory, enough to be fast. */
const tile = 500;

/** Probabilities where the task tells classes apart, else values in their own units. */
export async function predict(engine: Engine, model: TrainedModel, examples: Examples): Promise<Predictions> {
  const count = exampleCount(examples);
  const features = featureCount(examples.inputs);
  const parts = [
    { first: 0, rows: tile, steps: Math.floor(count / tile) },
    { first: count - (count % tile), rows: count % tile, steps: 1 },
  ].filter(({ rows, steps }) => rows * steps > 0);
  const pieces: TypedArray[] = [];
  for (const { first, rows, steps } of parts) {
    const executable = await compiled(engine, model, rows);
    try {
      const raw = examples.inputs.data.subarray(first * features, (first + rows * steps) * features);
      const { [outputTensor]: output } = await executable.run(steps, { [inputTensor]: raw });
      pieces.push(output!.data);
    } finally {
      await executable.dispose();
    }
  }
  return joined(pieces, count);
}

async function compiled(engine: Engine, model: TrainedModel, rows: number): Promise<Executable> {
  const program = predictionProgram(model, rows);
  const executable = await engine.compile(program);
  await executable.bind(parametersOf(program, model.parameters));
  return executable;
}

/** From `rows` examples a step to the model's output; the parameters stay the same until they are bound again. */
export function predictionProgram({ plan, dataset }: Pick<TrainedModel, "plan" | "dataset">, rows: number): Program {
  const graph = inferenceGraph(plan.blueprint, dataset, rows);
  const resident = graph.inputs.map(inputName).filter((name) => name !== inputTensor);
  return { name: `predict ${rows}`, graph, state: new Map(), perStep: [inputTensor], resident };
}

/** Those that the prediction depends on: engines refuse others. */
export const parametersOf = ({ resident }: Program, parameters: Parameters): Parameters =>
  Object.fromEntries(resident.map((name) => [name, parameters[name]!]));

function joined(pieces: readonly TypedArray[], count: number): Predictions {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const values = new Float64Array(size);
  let at = 0;
  for (const piece of pieces) {
    values.set(Float64Array.from(piece as Float32Array), at);
    at += piece.length;
  }
  return { width: count === 0 ? 0 : size / count, values };
}
