/** @file Names a constant factor between the written and the true gradient: m, 1/m, 2, the number of batches, … */

/** Counts of the program and its run that a factor may be. */
export interface Counts {
  /** Examples that the gradient was measured with. */
  readonly m: number;
  /** Examples of a training step, where known. */
  readonly batch: number | null;
  /** Examples of the training part, where known. */
  readonly examples: number | null;
  /** Numbers the model gives an example. */
  readonly outputs: number | null;
  readonly learningRate: number | null;
  /** What the inputs are divided by. */
  readonly inputDivisor: number | null;
  /** Whether the cost averages over the examples or sums. */
  readonly reduction: "mean" | "sum" | null;
}

export interface NamedFactor {
  /** In a training step: m is replaced by the batch size. */
  readonly inTraining: number;
  /** How it grows with the number of examples: m to this power. */
  readonly power: number;
  /** What it is: "the 1/m is missing"; null where it is no known count. */
  readonly reason: string | null;
}

/** Relative distance at which two factors are one. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);

interface Constant {
  readonly value: number;
  /** Where the gradient is multiplied by it, and where it is divided by it. */
  readonly times: string;
  readonly over: string;
}

function constants(
  { batch, examples, outputs, learningRate, inputDivisor }: Counts,
  shape: readonly number[],
): Constant[] {
  const list: Constant[] = [
    {
      value: 2,
      times: "a 2 is there that the cost does not have",
      over: "the 2 of the square's derivative is missing, or a 1/2 too many",
    },
    { value: 4, times: "a 2 is there twice that the cost does not have", over: "a 2 is missing twice" },
  ];
  const add = (value: number | null, times: string, over: string): void => {
    if (value !== null && value > 0 && value !== 1) list.push({ value, times, over });
  };
  const batches = batch !== null && examples !== null ? Math.ceil(examples / batch) : null;
  add(batches, "that is the number of batches in an epoch", "it is divided by the number of batches in an epoch");
  add(batch, "that is the batch size", "it is divided by the batch size");
  add(examples, "that is the number of training examples", "it is divided by the number of all training examples");
  add(outputs, "that is the number of outputs", "it is divided by the number of outputs");
  add(learningRate, "the learning rate is in it, which the update applies again", "it is divided by the learning rate");
  add(inputDivisor, "the inputs are taken before they are scaled", "the inputs are scaled twice");
  for (const d of new Set(shape))
    add(d, `that is ${d}, a dimension of the parameter`, `it is divided by ${d}, a dimension of the parameter`);
  return list;
}

const phrase = (power: number, reduction: Counts["reduction"]): string => {
  if (power === 1) return reduction === "sum" ? "it is multiplied by m" : "the 1/m is missing";
  if (power === -1) {
    return reduction === "sum"
      ? "it is averaged over the examples, and the cost is their sum"
      : "the 1/m is there twice";
  }
  return power > 0 ? `it is multiplied by m ${power} times` : `the 1/m is there ${1 - power} times`;
};

/**
 * @param factor measured with m examples
 * @param other the same measured with another number of examples, where it was
 */
export function nameFactor(
  factor: number,
  other: { readonly m: number; readonly factor: number } | null,
  counts: Counts,
  shape: readonly number[],
): NamedFactor {
  const size = Math.abs(factor);
  const powers = other ? [powerBetween(size, counts.m, other)] : [1, -1, 0, 2, -2];
  for (const power of powers) {
    if (power === null || (power === 0 && same(size, 1))) continue;
    const found = withPower(size, power, counts, shape);
    if (found) return found;
  }
  const power = (other && powers[0]) || 0;
  return { inTraining: size * ((counts.batch ?? counts.m) / counts.m) ** power, power, reason: null };
}

/** The whole power of m by which the factor grows; null where it grows otherwise. */
function powerBetween(size: number, m: number, other: { readonly m: number; readonly factor: number }): number | null {
  const power = Math.log(Math.abs(other.factor) / size) / Math.log(other.m / m);
  return Math.abs(power - Math.round(power)) < 1e-6 ? Math.round(power) : null;
}

function withPower(size: number, power: number, counts: Counts, shape: readonly number[]): NamedFactor | null {
  const { m, batch, reduction } = counts;
  const rest = size / m ** power;
  const inTraining = rest * (batch ?? m) ** power;
  if (power !== 0 && same(rest, 1)) return { inTraining, power, reason: phrase(power, reduction) };
  const named = constants(counts, shape).filter(({ value }) => same(rest, value) || same(rest, 1 / value));
  if (named.length === 0) return null;
  // two at most: a batch size of 100 and a learning rate of 0.01 cannot be told apart
  const reason = named
    .slice(0, 2)
    .map(({ value, times, over }) => (same(rest, value) ? times : over))
    .join(", or ");
  if (power === 0) return { inTraining, power, reason };
  const isFixedCount = power === 1 && !named.some(({ value }) => same(rest, value) || value === 2);
  return {
    inTraining,
    power,
    reason: isFixedCount
      ? `${reason}, in place of the m examples of the batch`
      : `${phrase(power, reduction)}, and ${reason}`,
  };
}

/** 0.142857, 7, 60,000. */
export function shownFactor(x: number): string {
  const rounded = Number(x.toPrecision(4));
  return Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e9
    ? rounded.toLocaleString("en-US", { maximumSignificantDigits: 4, useGrouping: true })
    : x.toExponential(3);
}

const sized = (x: number): string => `${shownFactor(x > 1 ? x : 1 / x)} times too ${x > 1 ? "large" : "small"}`;

/** "60,000 times too large in a batch of 60,000: the 1/m is missing (7 times with the 7 examples measured here)". */
export function describeFactor(
  factor: number,
  { inTraining, power, reason }: NamedFactor,
  { m, batch }: Counts,
): string {
  const because = reason === null ? "" : `: ${reason}`;
  const measured = Math.abs(factor);
  if (power === 0) return `${sized(measured)}${because}`;
  if (batch === null || batch === m) return `${sized(measured)} with ${m} examples${because}`;
  const training = batch.toLocaleString("en-US");
  if (same(inTraining, 1))
    return `right for batches of ${training} alone${because} (${sized(measured)} with ${m} examples)`;
  return `${sized(inTraining)} in a batch of ${training}${because} (${shownFactor(measured > 1 ? measured : 1 / measured)} times with the ${m} examples measured here)`;
}
