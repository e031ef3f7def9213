/** @file Costs that a model has whose answer ignores its inputs, and how fast it leaves them when only its output bias learns. */
import type { LossName } from "../../experiment/types.ts";

export interface LevelContext {
  /** null: not known, every loss is considered. */
  readonly loss: LossName | null;
  /** null: not known; the levels that hold whatever the targets are remain. */
  readonly targets: LevelTargets | null;
  /** Examples whose losses are added up in one cost: 1 where the cost is their mean. */
  readonly summedOver: number;
}

/** As the loss gets them. */
export type LevelTargets =
  | { readonly kind: "classes"; readonly shares: readonly number[] }
  | { readonly kind: "values"; readonly columns: readonly TargetColumn[] };

export interface TargetColumn {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** All numbers are 0 or 1. */
  readonly binary: boolean;
}

/**
 * What is answered: `guess` the same for every class, or 0.5; `constant` the best answer that ignores the inputs;
 * `zero`, `one` that number for everything; `certain` always the same class, with probability 1.
 */
export type ConstantAnswer = "guess" | "constant" | "zero" | "one" | "certain";

export interface KnownLevel {
  readonly answer: ConstantAnswer;
  /** "ln 10", "entropy of the labels". */
  readonly name: string;
  readonly value: number;
  /** What such a model does: "the same probability for each of 10 classes". */
  readonly meaning: string;
  /** How far above the value clipping may put it; 0 where left out. */
  readonly slack?: number;
}

/** −ln 1e-7: the largest cross-entropy on probabilities that are kept 1e-7 from 0 and 1, as Keras does. */
const clippedAtZero: number = -Math.log(1e-7);
/** In float32 1 − 1e-7 is 1 − 1.19e-7, so that 1 − p is 1.19e-7 (15.94); 16.12 in float64. */
const clippedAtOne: number = -Math.log(2 ** -23);

const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
const average = (list: readonly number[]): number => sum(list) / list.length;

/** −Σ p ln p, in nats. */
export const entropy = (shares: readonly number[]): number => sum(shares.map((p) => (p > 0 ? -p * Math.log(p) : 0)));

const binaryEntropy = (p: number): number => (p > 0 && p < 1 ? entropy([p, 1 - p]) : 0);

/** The levels of a loss on targets, the likeliest first. */
export function knownLevels({ loss, targets, summedOver }: LevelContext): KnownLevel[] {
  const levels = targets ? levelsOfTargets(loss, targets) : levelsOfNumbers(loss);
  const all = summedOver === 1 ? levels : levels.map((level) => summed(level, summedOver));
  return all.filter(({ value }) => Number.isFinite(value));
}

const summed = (level: KnownLevel, m: number): KnownLevel => ({
  ...level,
  ...(level.slack !== undefined && { slack: m * level.slack }),
  name: `${m} × ${level.name}`,
  value: m * level.value,
  meaning: `${level.meaning}, added up over ${m} examples`,
});

const crossEntropies: ReadonlySet<LossName> = new Set([
  "softmax-cross-entropy",
  "categorical-cross-entropy",
  "sparse-categorical-cross-entropy",
]);

const every: readonly LossName[] = [
  "softmax-cross-entropy",
  "binary-cross-entropy",
  "mean-squared-error",
  "mean-absolute-error",
  "poisson",
];

function levelsOfTargets(loss: LossName | null, targets: LevelTargets): KnownLevel[] {
  const of = (name: LossName): KnownLevel[] =>
    targets.kind === "classes" ? levelsOfClasses(name, targets.shares) : levelsOfValues(name, targets.columns);
  if (loss) return of(loss);
  return [...every.flatMap(of), ...of("mean-squared-error").map(halved)];
}

/** Costs written as 1/(2m) Σ (y − t)². */
const halved = (level: KnownLevel): KnownLevel => ({
  ...level,
  name: `half of ${level.name}`,
  value: level.value / 2,
});

function levelsOfClasses(loss: LossName, shares: readonly number[]): KnownLevel[] {
  const c = shares.length;
  const largest = Math.max(...shares);
  const guess = guessOfClasses(c);
  if (crossEntropies.has(loss)) return crossEntropyLevels(loss, shares);
  switch (loss) {
    case "binary-cross-entropy":
      return [
        level("constant", "entropy of the labels", average(shares.map(binaryEntropy)), meanings.shares),
        level("guess", "ln 2", Math.LN2, meanings.half),
        level("guess", `entropy of 1 in ${c}`, binaryEntropy(1 / c), guess),
        level("zero", `${short(clippedAtZero)} ÷ ${c}`, clippedAtZero / c, meanings.zero),
        level("one", `${short(clippedAtOne)} × ${c - 1}/${c}`, clippedAtOne * (1 - 1 / c), meanings.one),
      ];
    case "mean-squared-error":
      return [
        level("constant", "variance of the targets", average(shares.map((p) => p * (1 - p))), meanings.shares),
        level("guess", `1/${c} × ${c - 1}/${c}`, (1 / c) * (1 - 1 / c), guess),
        level("guess", "0.25", 0.25, meanings.half),
        level("zero", `1/${c}`, 1 / c, meanings.zero),
        level("certain", `2/${c} × share of other classes`, (2 / c) * (1 - largest), meanings.certain),
        level("one", `${c - 1}/${c}`, 1 - 1 / c, meanings.one),
      ];
    case "mean-absolute-error":
      return [
        level("constant", `1/${c}`, 1 / c, meanings.zero),
        level("guess", `2/${c} × ${c - 1}/${c}`, (2 / c) * (1 - 1 / c), guess),
        level("guess", "0.5", 0.5, meanings.half),
        level("one", `${c - 1}/${c}`, 1 - 1 / c, meanings.one),
      ];
    default:
      return [level("constant", "cost of the mean", average(shares.map(poissonOfMean)), meanings.shares)];
  }
}

const guessOfClasses = (c: number): string => `the same probability for each of ${c} classes`;

const meanings = {
  shares: "the classes' shares for every example",
  mean: "the mean of the targets for every example",
  half: "0.5 for every example",
  zero: "0 for every example",
  one: "1 for every example",
  certain: "always the same class, with certainty",
} as const;

function crossEntropyLevels(loss: LossName, shares: readonly number[]): KnownLevel[] {
  const c = shares.length;
  if (c === 1) return [];
  const wrong = 1 - Math.max(...shares);
  return [
    level("guess", `ln ${c}`, Math.log(c), guessOfClasses(c)),
    level("constant", "entropy of the labels", entropy(shares), meanings.shares),
    ...(loss === "softmax-cross-entropy"
      ? []
      : [level("certain", `${short(clippedAtZero)} × ${short(wrong)}`, clippedAtZero * wrong, meanings.certain)]),
  ];
}

function levelsOfValues(loss: LossName, columns: readonly TargetColumn[]): KnownLevel[] {
  const means = columns.map(({ mean }) => mean);
  const mean = average(means);
  const binary = columns.every((column) => column.binary);
  const only = (levels: KnownLevel[]): KnownLevel[] => (binary ? levels : []);
  if (crossEntropies.has(loss)) return crossEntropyOfColumns(loss, means);
  switch (loss) {
    case "binary-cross-entropy":
      return [
        level("constant", "entropy of the labels", average(means.map(binaryEntropy)), meanings.mean),
        level("guess", "ln 2", Math.LN2, meanings.half),
        level("zero", `${short(clippedAtZero)} × mean of the targets`, clippedAtZero * mean, meanings.zero),
        level("one", `${short(clippedAtOne)} × (1 − mean)`, clippedAtOne * (1 - mean), meanings.one),
      ];
    case "mean-squared-error":
      return [
        level("constant", "variance of the targets", squareAbout(columns, null), meanings.mean),
        ...only([level("guess", "0.25", 0.25, meanings.half)]),
        level("zero", "mean square of the targets", squareAbout(columns, 0), meanings.zero),
        level("one", "mean square of the targets − 1", squareAbout(columns, 1), meanings.one),
      ];
    case "mean-absolute-error":
      return only([
        level("constant", "share of the rarer answer", average(means.map((p) => Math.min(p, 1 - p))), meanings.zero),
        level("guess", "0.5", 0.5, meanings.half),
        level("zero", "mean of the targets", mean, meanings.zero),
        level("one", "1 − mean of the targets", 1 - mean, meanings.one),
      ]);
    default:
      return [level("constant", "cost of the mean", average(means.map(poissonOfMean)), meanings.mean)];
  }
}

/** −Σ t ln p with rows t whose columns have these means: rows that sum to 1 are probabilities or one-hot. */
function crossEntropyOfColumns(loss: LossName, means: readonly number[]): KnownLevel[] {
  const total = sum(means);
  const shares = means.map((m) => m / total);
  // One output divided by its sum is 1, whatever the network says; 1 − 1e-7 where it is clipped.
  if (means.length === 1) return [{ ...level("one", "0", 0, meanings.one), slack: 2 ** -22 * Math.abs(total) }];
  if (Math.abs(total - 1) < 1e-6) return crossEntropyLevels(loss, shares);
  return [
    level(
      "guess",
      `${short(total)} × ln ${means.length}`,
      total * Math.log(means.length),
      guessOfClasses(means.length),
    ),
    level("constant", `${short(total)} × entropy of the labels`, total * entropy(shares), meanings.shares),
  ];
}

/** Mean of (t − c)² over all columns; null: each about its own mean. */
const squareAbout = (columns: readonly TargetColumn[], c: number | null): number =>
  average(columns.map(({ mean, std }) => std ** 2 + (c === null ? 0 : (mean - c) ** 2)));

const poissonOfMean = (mean: number): number => (mean > 0 ? mean - mean * Math.log(mean) : mean);

/** Numbers of classes that data sets have; more of them would explain any number. */
const usualClasses: readonly number[] = [...Array.from({ length: 99 }, (_, i) => i + 2), 101, 102, 200, 365, 1000];

/** What the number alone may be, where nothing is known of the targets. */
function levelsOfNumbers(loss: LossName | null): KnownLevel[] {
  const softmax = usualClasses.map((c) => level("guess", `ln ${c}`, Math.log(c), guessOfClasses(c)));
  const certain = usualClasses.map((c) =>
    level("certain", `${short(clippedAtZero)} × ${c - 1}/${c}`, clippedAtZero * (1 - 1 / c), meanings.certain),
  );
  const squared = [level("guess", "0.25", 0.25, meanings.half)];
  const sigmoid = [level("guess", "ln 2", Math.LN2, meanings.half)];
  const columns = usualClasses
    .slice(1)
    .map((c) => level("guess", `${c} × ln 2`, c * Math.LN2, `0.5 for each of ${c} outputs`));
  if (loss === null) return [...softmax, ...squared, ...certain, ...columns];
  if (loss === "softmax-cross-entropy") return softmax;
  if (crossEntropies.has(loss)) return [...softmax, ...certain];
  return loss === "binary-cross-entropy" ? sigmoid : loss === "mean-squared-error" ? squared : [];
}

const short = (x: number): string => String(Number(x.toPrecision(4)));

const level = (answer: ConstantAnswer, name: string, value: number, meaning: string): KnownLevel => ({
  answer,
  name,
  value,
  meaning,
});

export interface ExplainedLevel {
  readonly level: KnownLevel;
  /** What was measured − the level's value. */
  readonly difference: number;
}

/** Standard errors that a mean may be off: 1 in 370 is further. */
const noiseWidths = 3;
/** A cost that is known less well than to this share is at no level. */
const mostNoise = 0.05;
/**
 * How far above its level a model that learns nothing may lie: steps move its output bias about. For gradient descent
 * on C classes with batches of B that is η (1 − 1/C) / (4 B): 0.0035, 0.15% of ln 10, for a rate of 1 and batches of 64,
 * ten times that with momentum 0.9.
 */
const wander = 0.02;
/** What rounding takes away: numbers printed with four digits. */
const rounding = 2e-4;

/**
 * The level that a cost is at, the nearest within what noise allows; null where it is none. A cost below a level by more
 * than its noise has learned something.
 *
 * @param noise standard error of the cost
 * @param above how far above its level it may lie for other reasons
 */
export function explainLevel(
  cost: number,
  noise: number,
  known: readonly KnownLevel[],
  above = 0,
): ExplainedLevel | null {
  let best: ExplainedLevel | null = null;
  for (const candidate of known) {
    const difference = cost - candidate.value;
    const size = Math.abs(candidate.value);
    const allowed =
      Math.min(noiseWidths * noise, mostNoise * size) +
      (difference > 0 ? above + wander * size + (candidate.slack ?? 0) : rounding * size) +
      1e-9;
    if (Math.abs(difference) > allowed) continue;
    if (!best || Math.abs(difference) < Math.abs(best.difference) - 1e-9 * size)
      best = { level: candidate, difference };
  }
  return best;
}

/**
 * Curvature of the cost along an output bias b. Softmax: p = softmax(b), ∂cost/∂b = p − s with the shares s, and
 * ∂²cost/∂b² = diag(p) − p pᵀ, which is 1/C for C equal shares. Sigmoid: p(1 − p) ÷ outputs. Squared error: 2 ÷ outputs.
 */
export function biasCurvature({ loss, targets }: Pick<LevelContext, "loss" | "targets">): number | null {
  if (loss === null || targets === null) return null;
  const means = targets.kind === "classes" ? targets.shares : targets.columns.map(({ mean }) => mean);
  const width = means.length;
  if (crossEntropies.has(loss)) return width > 1 ? 1 / width : null;
  if (loss === "mean-squared-error") return 2 / width;
  return loss === "binary-cross-entropy" ? average(means.map((p) => p * (1 - p))) / width : null;
}

/**
 * Change of the cost in a step of gradient descent in which only the output bias learns. With δ = b − b* and curvature λ
 * the excess over the best constant answer is λδ²/2 and a step makes δ to (1 − ηλ)δ, so the excess is multiplied by
 * (1 − ηλ)² and after t steps by (1 − ηλ)^2t ≈ exp(−2ηλt): the slope is −2ηλ · excess for small ηλ.
 *
 * @param learningRate effective: divided by 1 − momentum, times the examples where their gradients are added up
 * @param excess cost − cost of the best constant answer
 */
export const biasOnlySlope = (learningRate: number, curvature: number, excess: number): number =>
  excess * ((1 - learningRate * curvature) ** 2 - 1);

/**
 * The same at p = 1/C for every class, where it needs the classes' shares s only: −η (1 − η/2C) Σ (s − 1/C)². For MNIST's labels the
 * sum is 2.88e-4, so that a rate of 0.01 lowers the cost by 2.9e-6 a step.
 */
export const biasOnlySlopeAtGuess = (learningRate: number, shares: readonly number[]): number =>
  -learningRate *
  (1 - learningRate / (2 * shares.length)) *
  sum(shares.map((share) => (share - 1 / shares.length) ** 2));
