/** @file What lessons say of a run: only what its record holds, each number beside what is normal. */
import type { NonFiniteOrigin } from "../../src/record/events.ts";
import { listed, percent, whole, shown as written } from "../model/numbers.ts";
import type { Layer, Run } from "../model/run.ts";

/** Cost of naming each of the ten classes with the same probability: ln 10. */
const guessing = Math.LN10;

/** Sentences in order, less those that the record does not bear out; what the run came to, where none is left. */
export const told = (run: Run, ...sentences: readonly (string | null)[]): string =>
  sentences.filter((sentence) => sentence !== null).join(" ") || outcome(run);

/** Examples of one step. */
function rowsOf({ start }: Run): number {
  if (!start) return 1;
  const { batchSize } = start.experiment;
  return batchSize === "full" ? start.data.train : Math.min(batchSize, start.data.train);
}

/** The cost of an image: of a summed cost, its part. */
const perImage = (run: Run, cost: number): number =>
  run.start?.experiment.loss.reduction === "sum" ? cost / rowsOf(run) : cost;

/** "The cost began at 2.31; an untrained network has about ln 10 = 2.303." */
export function firstCost(run: Run): string | null {
  const first = run.cost.values[0];
  if (first === undefined || !Number.isFinite(first)) return null;
  const one = perImage(run, first);
  const normal = `an untrained network has about ln 10 = ${written(guessing)}`;
  return one === first
    ? `The cost began at ${written(first)}; ${normal}.`
    : `The cost began at ${written(first)}, the sum of a batch: ${written(one)} an image; ${normal}.`;
}

/** The largest finite cost, where it is far above the first. */
export function peak(run: Run): string | null {
  const values = run.cost.values;
  const [first] = values;
  let at = 0;
  for (const [i, value] of values.entries()) if (Number.isFinite(value) && value > values[at]!) at = i;
  if (first === undefined || !(values[at]! > 3 * first)) return null;
  return `At step ${whole(run.steps.values[at]!)} it was ${written(values[at]!)}; that of a healthy run falls.`;
}

/** Largest numbers of the dtypes. */
const largest = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE } as const;

/** The first op that gave no finite number: where, of which operands, and which limit they crossed. */
export function leftFinite(run: Run): string | null {
  const finding = run.findings.find(({ id }) => id === "non-finite-cost");
  if (!finding) return null;
  const at = `At step ${whole(finding.step)}`;
  const { origin } = finding;
  if (!origin) return `${at} a number was no longer finite.`;
  const place = origin.via.length > 0 ? ` (${origin.via.join(", ")})` : "";
  return `${at} ${origin.op}${place} was the first to give ${origin.gives}: ${limitOf(run, origin)}.`;
}

function limitOf({ start }: Run, { limit, operands }: NonFiniteOrigin): string {
  if (limit) {
    const { value, limit: most, what } = limit;
    if (value === most) return `its operand was ${written(value)} (${what})`;
    return `its operand reached ${written(value)}, and the limit is ${written(most)} (${what})`;
  }
  const precision = start?.experiment.precision ?? "float32";
  const ranges = operands.map(({ lo, hi }) => `between ${written(lo)} and ${written(hi)}`);
  return `its operands lay ${listed(ranges)}, and the largest ${precision} is ${written(largest[precision])}`;
}

/** That the run ended with a cost that is no number. */
export function lastCost({ cost, steps }: Run): string | null {
  if (cost.length === 0 || Number.isFinite(cost.last)) return null;
  return `The cost of step ${whole(steps.last)} was ${written(cost.last)}; a healthy one is between 0 and 4.`;
}

const hidden = ({ layers }: Run): readonly Layer[] => layers.slice(0, -1);

/** Units that fire for no image of the last measurement, where they are more than half of a layer. */
export function silentUnits(run: Run): string | null {
  const counts = hidden(run).flatMap(({ name, firing }) => {
    const rates = firing.at(-1)?.match(/../g) ?? [];
    const silent = rates.filter((rate) => rate === "00").length;
    return 2 * silent > rates.length ? [`${silent} of ${rates.length} in ${name}`] : [];
  });
  if (counts.length === 0) return null;
  const at = `At step ${whole(run.healthSteps.last)}`;
  return `${at} units fired for none of the images that were looked at: ${listed(counts)}; up to a third is normal.`;
}

/** Layers whose gradient was exactly 0 at every measurement. */
export function zeroGradients(run: Run): string | null {
  const measured = run.healthSteps.length;
  const zero = run.layers.filter(({ gradientNorm }) => gradientNorm.values.every((norm) => norm === 0));
  if (measured === 0 || zero.length === 0) return null;
  const names = listed(zero.map(({ name }) => name));
  return `The gradient of ${names} was exactly 0 in all ${measured} measurements; a layer learns only where it is not.`;
}

/** Hidden layers whose weights and biases are all 0 at the last measurement. */
export function stillZero(run: Run): string | null {
  const zero = hidden(run).filter(({ weightNorm }) => weightNorm.last === 0);
  if (zero.length === 0) return null;
  return `All weights of ${listed(zero.map(({ name }) => name))} are 0 to the end.`;
}

/** How small the gradient of the first layer is beside that of the last, at the first measurement. */
export function gradientRatio(run: Run): string | null {
  const [first, last] = [run.layers[0], run.layers.at(-1)];
  const ratio = (first?.gradientNorm.values[0] ?? 0) / (last?.gradientNorm.values[0] ?? 0);
  if (!first || !last || first === last || !(ratio > 0 && ratio < 0.1)) return null;
  const at = `At step ${whole(run.healthSteps.values[0]!)}`;
  return `${at} the gradient of ${first.name} was ${written(ratio)} times that of ${last.name}; normal is 0.1 to 10.`;
}

/** Update ÷ weights of the layer in which it was largest at the first measurement, where it is large. */
export function firstUpdates(run: Run): string | null {
  const ratios = run.layers.map(({ name, updateRatio }) => ({ name, ratio: updateRatio.values[0] ?? 0 }));
  const top = ratios.sort((a, b) => b.ratio - a.ratio)[0];
  if (!top || !(top.ratio > 0.1)) return null;
  const at = `At step ${whole(run.healthSteps.values[0]!)}`;
  return `${at} the update of ${top.name} was ${written(top.ratio)} times the size of its weights; about 0.01 is usual.`;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** That the cost has come to rest where an answer that ignores the picture has it: in the last tenth, and in the one before. */
export function stuck(run: Run): string | null {
  const costs = run.cost.values;
  const tenth = Math.ceil(costs.length / 10);
  const [before, last] = [costs.slice(-2 * tenth, -tenth), costs.slice(-tenth)];
  const levels = [before, last].map((part) => perImage(run, mean(part)));
  if (costs.length < 50 || !levels.every((level) => Math.abs(level / guessing - 1) < 0.03)) return null;
  const steps = `Over the last ${whole(tenth)} steps the cost${levels[1] === mean(last) ? "" : " an image"}`;
  return `${steps} was ${written(levels[1]!)} on average: guessing among ten classes gives ln 10 = ${written(guessing)}.`;
}

/** What the run came to; nothing is claimed of one that goes on. */
function outcome(run: Run): string {
  const { cost, end, epochs } = run;
  if (cost.length === 0) return "No step was done yet.";
  const course = `The cost went from ${written(cost.values[0]!)} to ${written(cost.last)}.`;
  const accuracy = (end ?? epochs.at(-1))?.test?.accuracy;
  return accuracy === undefined ? course : `${course} ${score(accuracy)}`;
}

const score = (accuracy: number): string => `Of the test images ${percent(accuracy)} are right; guessing gives 10%.`;

/** The accuracy at the end, where the run was seen to its end. */
export function finalScore({ end }: Run): string | null {
  const accuracy = end?.stopped === "diverged" ? undefined : end?.test?.accuracy;
  return accuracy === undefined ? null : score(accuracy);
}
