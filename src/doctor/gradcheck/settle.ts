/** @file Finds examples and parameters at which gradients can be compared: all numbers finite, none on a kink. */
import type { Examples } from "../../data/dataset.ts";
import { exampleCount, featureCount } from "../../data/dataset.ts";
import type { Formulas } from "../../train/formulaModel.ts";
import type { DataLayout } from "../../train/inputs.ts";
import { ShapeError } from "../../util/errors.ts";
import {
  allAreFinite,
  type Differentiated,
  differentiated,
  type Gradients,
  gradientsAt,
  type Values,
} from "./evaluation.ts";
import { valuesOnKinks } from "./kinks.ts";
import { type Program, parameterShapes, traceProgram } from "./program.ts";
import { drawSample, pointOf, sampleSizes } from "./sample.ts";

/** What is checked, before examples are chosen. */
export interface Checked<P> {
  readonly formulas: Formulas<P>;
  /** First values of the parameters, drawn once: large ones take their time. */
  readonly initial: P;
  readonly examples: Examples;
  readonly layout: Omit<DataLayout, "precision">;
  readonly seed: number;
  /** As asked for, or null. */
  readonly m: number | null;
  /** Examples of a training step, where known. */
  readonly batch: number | null;
}

export interface Settled {
  readonly compiled: Differentiated;
  readonly point: Values;
  readonly gradients: Gradients;
  readonly notes: readonly string[];
}

/** Numbers of examples to try, best first. */
export function sizesFor<P>({ initial, examples, m, batch }: Checked<P>): number[] {
  const available = exampleCount(examples);
  if (m !== null) return [Math.min(m, available)];
  const { targets } = examples;
  const dimensions = new Set([
    featureCount(examples.inputs),
    targets.kind === "labels" ? targets.classes : targets.width,
    ...parameterShapes(initial).flatMap(({ shape }) => shape),
    ...(batch === null ? [] : [batch]),
  ]);
  return sampleSizes(available, dimensions);
}

const traceWith = <P>(checked: Checked<P>, m: number): Program =>
  traceProgram(checked, drawSample(checked.examples, m, checked.seed));

/** With the best number of examples; a program that is written for its batch size gets that. */
function traceAny<P>(checked: Checked<P>, notes: string[]): Program {
  try {
    return traceWith(checked, sizesFor(checked)[0]!);
  } catch (error) {
    const { batch, m } = checked;
    if (!(error instanceof ShapeError) || batch === null || m !== null) throw error;
    const program = traceOrNull(checked, Math.min(batch, exampleCount(checked.examples)));
    if (!program) throw error;
    notes.push(
      `the program works with ${program.sample.m} examples at a time only, so that factors of m cannot be told from others`,
    );
    return program;
  }
}

export function traceOrNull<P>(checked: Checked<P>, m: number): Program | null {
  try {
    return traceWith(checked, m);
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

/** First weights that are multiplied by less where a formula overflows as it is written. */
const scales = [1, 0.1, 0.01];

/** A hundredth of each parameter's largest element moves values off a kink and changes little else. */
const noise = 0.01;

export function settle<P>(checked: Checked<P>): Settled {
  const notes: string[] = [];
  const program = traceAny(checked, notes);
  const compiled = differentiated(program);
  const at = (scale: number, noise: number): Settled => {
    const point = pointOf(checked.initial, checked.seed, { scale, noise });
    return { compiled, point, gradients: gradientsAt(compiled, point), notes };
  };
  const parameters = new Set(program.parameters.values());
  const onKinks = ({ gradients }: Settled): number => valuesOnKinks(compiled.cost, parameters, gradients.feeds);
  let chosen = at(1, 0);
  for (const scale of scales.slice(1)) {
    if (allAreFinite(chosen.gradients)) break;
    const smaller = at(scale, 0);
    if (!allAreFinite(smaller.gradients)) continue;
    chosen = smaller;
    notes.push(`at the first weights the gradient overflows as it is written: it was compared at ${scale} of them`);
  }
  if (onKinks(chosen) === 0) return chosen;
  const moved = at(1, noise);
  const left = onKinks(moved);
  if (left === 0 && allAreFinite(moved.gradients)) return moved;
  notes.push(`${left} values lie exactly on a kink, where every derivative between the two sides is as good`);
  return chosen;
}
