/** @file The cost that a fresh model is expected to have, and that of the best constant answer. */
import type { LossName } from "../../experiment/types.ts";
import { isNetwork, type Model } from "./_model.ts";
import { answerAtZero, type Output, outputOf } from "./_output.ts";
import { columnsOf, levelTargets, type TargetRows, weighedRows } from "./_targets.ts";
import type { StartEvidence } from "./evidence.ts";
import { knownLevels } from "./levels.ts";

type Expected = Pick<StartEvidence, "expectedCost" | "expectedName" | "constantCost">;

interface Answered {
  readonly name: string;
  readonly cost: number;
}

/** Of a whole batch of `size` examples. Formulas compute a cost of their own, of which nothing is known. */
export function expectedStart(
  { plan, dataset, experiment }: Omit<Model, "engine" | "initial">,
  size: number,
): Expected {
  const { model } = plan.blueprint;
  if (!isNetwork(model)) return { expectedCost: null, expectedName: null, constantCost: null };
  const { name, reduction } = experiment.loss;
  const rows = weighedRows(dataset, experiment);
  const output = outputOf(model.network);
  const isRows = name !== "binary-cross-entropy" && name.endsWith("cross-entropy");
  // One number that is compared with every class: no answer to it is a distribution.
  if (isRows && rows.width !== output.units) return { expectedCost: null, expectedName: null, constantCost: null };
  const summed = reduction === "sum" ? size : 1;
  const expected = withoutOpinion(name, output, rows);
  const constantCost = bestConstant(name, rows);
  return {
    expectedCost: expected && expected.cost * summed,
    expectedName: expected && (summed === 1 ? expected.name : `${summed} × ${expected.name}`),
    constantCost: constantCost === null ? null : constantCost * summed,
  };
}

/** null where there is none: the further from 0 and 1 targets of a binary cross-entropy lie, the more certain pays. */
function bestConstant(loss: LossName, rows: TargetRows): number | null {
  if (loss === "binary-cross-entropy" && columnsOf(rows).some(({ mean: t }) => t < 0 || t > 1)) return null;
  const known = knownLevels({ loss, targets: levelTargets(rows), summedOver: 1 });
  const constant = known.find(({ answer }) => answer === "constant");
  if (constant || loss !== "mean-absolute-error" || rows.weights) return constant?.value ?? null;
  return spreadAboutMedians(rows);
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

function withoutOpinion(loss: LossName, output: Output, rows: TargetRows): Answered | null {
  const columns = columnsOf(rows);
  const means = columns.map((column) => column.mean);
  // A softmax of one unit answers 1: an opinion.
  const answer = output.activation === "softmax" && output.units === 1 ? 0 : answerAtZero(output);
  const named = (zero: string): string => (answer === 0 ? zero : `cost of answering ${Number(answer.toPrecision(3))}`);
  switch (loss) {
    case "binary-cross-entropy": {
      const p = output.activation === "softmax" && answer > 0 ? answer : 0.5;
      const cost = mean(means.map((t) => -t * Math.log(p) - (1 - t) * Math.log(1 - p)));
      return p === 0.5 ? { name: "ln 2", cost: Math.LN2 } : { name: `cost of answering 1/${output.units}`, cost };
    }
    case "mean-squared-error":
      return {
        name: named("mean square of the targets"),
        cost: mean(columns.map((column) => column.std ** 2 + (column.mean - answer) ** 2)),
      };
    case "mean-absolute-error":
      return { name: named("mean size of the targets"), cost: meanDistance(rows, () => answer) };
    case "poisson":
      return answer > 0 ? { name: named(""), cost: mean(means.map((t) => answer - t * Math.log(answer))) } : null;
    default: {
      const total = means.reduce((a, b) => a + b, 0);
      const factor = Math.abs(total - 1) < 1e-3 ? "" : `${Number(total.toPrecision(4))} × `;
      return output.units > 1
        ? { name: `${factor}ln ${output.units}`, cost: (factor === "" ? 1 : total) * Math.log(output.units) }
        : null;
    }
  }
}

function meanDistance({ examples, width, at, weights }: TargetRows, from: (column: number) => number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const center = from(j);
    for (let i = 0; i < examples; i++) sum += (weights?.ofExample(i) ?? 1) * Math.abs(at(i, j) - center);
  }
  return sum / (examples * width);
}

/** The best constant answer of absolute errors is the median. */
function spreadAboutMedians(rows: TargetRows): number {
  const medians = Array.from({ length: rows.width }, (_, j) => {
    const sorted = Float64Array.from({ length: rows.examples }, (_, i) => rows.at(i, j)).sort();
    return sorted[Math.floor(sorted.length / 2)]!;
  });
  return meanDistance(rows, (j) => medians[j]!);
}
