/**
 * @file Whether the targets can be told from the inputs at all, by two methods without training: nearest neighbours and
 * ridge regression, each asked about examples that it has not seen, against the same with shuffled targets.
 */
import type { Dataset } from "../../data/dataset.ts";
import { exampleCount } from "../../data/dataset.ts";
import type { Experiment } from "../../experiment/types.ts";
import { permutation, streams } from "../../util/philox.ts";
import { meanOfNeighbours, neighboursOf } from "./_neighbours.ts";
import { probeInputs } from "./_probeInputs.ts";
import { ridgeAnswers, ridgeOf } from "./_ridge.ts";
import { classesOf, rawRows } from "./_targets.ts";
import type { SignalEvidence } from "./evidence.ts";

/** An accuracy of 0.5 has a deviation of 2% then, so that 56% is told from it; 180,000 distances take 50 ms. */
const mostExamples = 600;
/** With fewer even a perfect rule is hard to tell from chance. */
const fewestExamples = 30;
const shuffles = 20;
/**
 * Targets without signal pass in 0.2% to 2.4% of 500 seeds each, at 60 to 400 examples; a Student's t would in 0.4%.
 */
const leastZ = 3;
/** Of what there is to gain over shuffled targets. */
const weakGain = 0.1;
/** More target columns cost time and add little. */
const mostColumns = 20;

type Method = SignalEvidence["method"];

/** Targets of the sampled examples, row by row: columns of numbers, or a 1 at the class. */
interface ProbeTargets {
  readonly columns: number;
  readonly values: Float64Array;
  /** How answers are held against them. */
  readonly compare: "class" | "side" | "distance";
}

/** null where there are too few examples, or nothing to tell apart. */
export function measureSignal(dataset: Dataset, experiment: Experiment): SignalEvidence | null {
  const total = exampleCount(dataset.train);
  const rows = Math.min(total, mostExamples);
  const order = permutation(total, 0, streams.probe, 3).subarray(0, rows);
  const targets = probeTargets(dataset, experiment, order);
  if (rows < fewestExamples || !varies(targets)) return null;
  const isImages = experiment.data.source !== "csv" && experiment.data.source !== "inline";
  const inputs = probeInputs(dataset, order, isImages);
  const neighbours = neighboursOf(inputs);
  const ridge = targets.columns > mostColumns ? null : ridgeOf(inputs);
  const better = targets.compare === "distance" ? -1 : 1;
  const best = (values: Float64Array): { method: Method; score: number } => {
    const { columns, compare } = targets;
    const near = score(meanOfNeighbours(neighbours, values, columns), { columns, values, compare });
    const line = ridge ? score(ridgeAnswers(ridge, values, columns), { columns, values, compare }) : null;
    return line !== null && better * line > better * near
      ? { method: "linear probe", score: line }
      : { method: "nearest neighbours", score: near };
  };
  const found = best(targets.values);
  // The better of both also here: what is compared with chance must have had the same choice.
  const chance = Array.from({ length: shuffles }, (_, s) => best(shuffled(targets, rows, s)).score);
  return { ...found, ...verdict(found.score, chance, targets), examples: rows };
}

function verdict(
  score: number,
  chance: readonly number[],
  { columns, values, compare }: ProbeTargets,
): Omit<SignalEvidence, "method" | "score" | "examples"> {
  const mean = chance.reduce((a, b) => a + b, 0) / chance.length;
  const deviation = Math.sqrt(chance.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (chance.length - 1));
  // Where shuffled targets always score the same, by naming the commonest class, one right answer is the unit.
  const unit = compare === "distance" ? 1e-9 : columns / values.length / (compare === "side" ? columns : 1);
  const gained = compare === "distance" ? mean - score : score - mean;
  const possible = compare === "distance" ? mean : 1 - mean;
  const z = gained / Math.max(deviation, unit);
  return {
    metric: compare === "distance" ? "relative-mse" : "accuracy",
    shuffledMean: mean,
    shuffledStd: deviation,
    z,
    learnable: !(z >= leastZ) ? "no" : gained < weakGain * possible ? "weak" : "yes",
  };
}

function probeTargets(dataset: Dataset, experiment: Experiment, order: Int32Array): ProbeTargets {
  const classes = experiment.task === "multilabel" ? null : classesOf(dataset, experiment);
  if (classes && experiment.task !== "regression") {
    const values = new Float64Array(order.length * classes.count);
    for (const [i, example] of order.entries()) values[i * classes.count + classes.of[example]!] = 1;
    return { columns: classes.count, values, compare: "class" };
  }
  const { width, at } = rawRows(dataset, experiment);
  const columns = Math.min(width, mostColumns);
  const values = new Float64Array(order.length * columns);
  for (const [i, example] of order.entries())
    for (let c = 0; c < columns; c++) values[i * columns + c] = at(example, Math.floor((c * width) / columns));
  const isBinary = values.every((x) => x === 0 || x === 1);
  return { columns, values, compare: isBinary && experiment.task !== "regression" ? "side" : "distance" };
}

function varies({ columns, values }: ProbeTargets): boolean {
  return values.some((x, k) => k >= columns && x !== values[k - columns]);
}

/** The targets of the examples in another order; inputs stay. */
function shuffled({ columns, values }: ProbeTargets, rows: number, which: number): Float64Array {
  const order = permutation(rows, 0, streams.probe, 100 + which);
  const result = new Float64Array(values.length);
  for (const [i, from] of order.entries())
    result.set(values.subarray(from * columns, (from + 1) * columns), i * columns);
  return result;
}

function score(answers: Float64Array, targets: ProbeTargets): number {
  if (targets.compare === "distance") return relativeError(answers, targets);
  return targets.compare === "class" ? rightClasses(answers, targets) : rightSides(answers, targets);
}

function rightClasses(answers: Float64Array, { columns, values }: ProbeTargets): number {
  let right = 0;
  for (let start = 0; start < answers.length; start += columns) {
    let named = 0;
    for (let c = 1; c < columns; c++) if (answers[start + c]! > answers[start + named]!) named = c;
    right += values[start + named]!;
  }
  return right / (answers.length / columns);
}

function rightSides(answers: Float64Array, { values }: ProbeTargets): number {
  let right = 0;
  for (let k = 0; k < answers.length; k++) if (answers[k]! > 0.5 === values[k]! > 0.5) right++;
  return right / answers.length;
}

/** Mean squared error over the variance, averaged over the columns that vary. */
function relativeError(answers: Float64Array, { columns, values }: ProbeTargets): number {
  const rows = values.length / columns;
  const ratios: number[] = [];
  for (let c = 0; c < columns; c++) {
    let [sum, squares, error] = [0, 0, 0];
    for (let k = c; k < values.length; k += columns) sum += values[k]! / rows;
    for (let k = c; k < values.length; k += columns) {
      squares += (values[k]! - sum) ** 2;
      error += (answers[k]! - values[k]!) ** 2;
    }
    if (squares > 0) ratios.push(error / squares);
  }
  return ratios.reduce((a, b) => a + b, 0) / ratios.length;
}
