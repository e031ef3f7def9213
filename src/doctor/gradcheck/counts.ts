/** @file The numbers of a program and its run that a factor of the gradient may be. */
import type { Examples } from "../../data/dataset.ts";
import { exampleCount, selectExamples } from "../../data/dataset.ts";
import { ShapeError } from "../../util/errors.ts";
import { feedsAt, type Values, valuesOf } from "./evaluation.ts";
import type { Counts } from "./factor.ts";
import { type Program, traceProgram } from "./program.ts";
import type { Checked } from "./settle.ts";

export function countsOf<P>(checked: Checked<P>, program: Program, point: Values, learningRate: number | null): Counts {
  const { examples, layout, batch } = checked;
  const { targets } = examples;
  const { multiply } = layout.inputScaling;
  return {
    m: program.sample.m,
    batch,
    examples: exampleCount(examples),
    outputs: targets.kind === "labels" ? targets.classes : targets.width,
    learningRate,
    inputDivisor: typeof multiply === "number" && multiply !== 1 ? 1 / multiply : null,
    reduction: reductionOf(checked, program, point),
  };
}

/** With every example twice an average stays as it is, and a sum doubles. */
function reductionOf<P>(checked: Checked<P>, program: Program, point: Values): Counts["reduction"] {
  const { examples, m } = program.sample;
  const costOf = (each: Program): number => valuesOf([each.cost], feedsAt(each, point))[0]!.data[0]!;
  try {
    const ratio = costOf(traceProgram(checked, { examples: twice(examples, m), m: 2 * m })) / costOf(program);
    if (Math.abs(ratio - 1) < 1e-9) return "mean";
    return Math.abs(ratio - 2) < 1e-9 ? "sum" : null;
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

const twice = (examples: Examples, m: number): Examples =>
  selectExamples(
    examples,
    Int32Array.from({ length: 2 * m }, (_, i) => i % m),
  );
