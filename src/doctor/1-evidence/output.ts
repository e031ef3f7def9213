/** @file Measures what the output can say against what it is asked to, and what it says after training. */
import { compile } from "../../compile.ts";
import { type Dataset, exampleCount } from "../../data/dataset.ts";
import type { Program } from "../../engine/engine.ts";
import type { Experiment } from "../../experiment/types.ts";
import { losses } from "../../nn/losses/index.ts";
import type { Network } from "../../nn/network.ts";
import { dataNames } from "../../train/inputs.ts";
import { type Blueprint, traceModel } from "../../train/programs.ts";
import { permutation, streams } from "../../util/philox.ts";
import { type Model, rowsOf, runOnce, type Sample, sampleOf, spreadOfNumbers, type Values } from "./_model.ts";
import { type Output, outputOf } from "./_output.ts";
import { columnsOf, comparedRows, targetKind } from "./_targets.ts";
import type { OutputEvidence } from "./evidence.ts";

const mostExamples = 512;
/** Target numbers that are looked at: 10 ms. */
const mostNumbers = 1_000_000;
/** In deviations of the targets: rounding, and the end of a range that is only approached. */
const tolerance = 0.01;

export interface Asked {
  readonly dataset: Dataset;
  readonly experiment: Experiment;
  /** null: of formulas, whose output has no layer, all that is known is what they answer; it counts as linear. */
  readonly network: Network | null;
}

export function measureOutput(asked: Asked, trained: TrainedOutput | null): OutputEvidence {
  const { experiment, network } = asked;
  const loss = network ? losses.find(({ name }) => name === experiment.loss.name) : undefined;
  const output: Output = network ? outputOf(network) : { ...unbounded, units: trained?.units ?? 1 };
  return {
    ...output,
    unreachableShare: loss?.outputs === "logits" ? 0 : shareOutside(output.reachable, asked),
    lossWants: loss?.outputs ?? "values",
    lossTakes: loss?.targets ?? "either",
    trained: trained?.evidence ?? null,
  };
}

const unbounded: Omit<Output, "units"> = {
  activation: "linear",
  reachable: { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY },
};

function shareOutside({ lo, hi }: Output["reachable"], { dataset, experiment }: Asked): number {
  // Class numbers that were refused are no numbers to be answered.
  if (targetKind(dataset, experiment) !== "values" && dataset.train.targets.kind === "values") return 0;
  const rows = comparedRows(dataset, experiment);
  const { width, at } = rows;
  const examples = Math.min(rows.examples, Math.ceil(mostNumbers / width));
  let outside = 0;
  for (const [j, { std }] of columnsOf(rows).entries()) {
    const margin = Math.max(tolerance * std, 1e-6);
    for (let i = 0; i < examples; i++) {
      const x = at(i, j);
      if (x < lo - margin || x > hi + margin) outside++;
    }
  }
  return outside / (examples * width);
}

export interface TrainedOutput {
  readonly units: number;
  readonly evidence: NonNullable<OutputEvidence["trained"]>;
}

/** What the model says with these parameters; null where it gives a cost and no prediction. */
export async function answersOf(
  { engine, plan, dataset, experiment }: Model,
  parameters: Values,
): Promise<TrainedOutput | null> {
  const total = exampleCount(dataset.train);
  const sample = sampleOf(dataset, permutation(total, 0, streams.probe, 4).slice(0, mostExamples));
  const program = outputProgram(plan.blueprint, sample);
  if (!program) return null;
  const { output } = await runOnce(engine, program, { ...sample.data, ...parameters }, rowsOf(sample));
  const units = output!.data.length / sample.rows;
  const columns = Array.from({ length: units }, (_, j) =>
    output!.data.filter((_x: number, k: number) => k % units === j),
  );
  const isNamed = experiment.task === "classification" || experiment.task === "binary";
  return {
    units,
    evidence: {
      spread: spreadOfNumbers(output!.data),
      variation: Math.max(...columns.map((column) => spreadOfNumbers(column).std)),
      classesNamed: isNamed ? classesNamed(output!.data, units) : null,
      classes: isNamed ? Math.max(2, units) : null,
    },
  };
}

function outputProgram(blueprint: Blueprint, { data, rows }: Sample): Program | null {
  const settings = { ...blueprint.settings, metrics: [] };
  const traced = traceModel({ ...blueprint, settings }, data, rows, rows, false);
  if (!traced.outputs.output) return null;
  const outputs = new Map([["output", traced.outputs.output.node]]);
  const { graph } = compile({ inputs: traced.inputs, outputs, rewrites: settings.rewrites });
  return {
    name: "output",
    graph,
    state: new Map(),
    perStep: [dataNames.rows],
    resident: [dataNames.inputs, dataNames.targets, ...blueprint.model.parameters.map(({ name }) => name)],
  };
}

/** How many classes are the first largest output of an example; a single output names class 1 above 0.5. */
function classesNamed(output: ArrayLike<number>, units: number): number {
  const named = new Set<number>();
  for (let start = 0; start < output.length; start += units) {
    let first = 0;
    for (let j = 1; j < units; j++) if (output[start + j]! > output[start + first]!) first = j;
    named.add(units === 1 ? Number(output[start]! > 0.5) : first);
  }
  return named.size;
}
