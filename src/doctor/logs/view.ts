/** @file A run of a log with everything that the statements look at, measured once. */
import { type BiasOnly, biasOnlyOf } from "./biasOnly.ts";
import { type Curve, curveOf } from "./curve.ts";
import { findPlateau, type Plateau } from "./plateau.ts";
import { type LogRun, seriesOf } from "./runs.ts";

export interface View {
  readonly run: LogRun;
  /** Of training where it is printed, else of validation or test. */
  readonly cost: Curve | null;
  readonly validationCost: Curve | null;
  readonly accuracy: Curve | null;
  readonly validationAccuracy: Curve | null;
  readonly learningRate: Curve | null;
  readonly gradientNorm: Curve | null;
  readonly plateau: Plateau | null;
  readonly biasOnly: BiasOnly | null;
  readonly jump: Jump | null;
  /** Whether the accuracy ends at that of naming one of the classes whose level the cost has; null where not known. */
  readonly atChance: boolean | null;
  /** The learning rate that the log or the user states. */
  readonly statedRate: number | null;
}

/** The cost leapt far above where it began. */
interface Jump {
  /** Index of the last value before, and of the first that is far above or not finite. */
  readonly before: number;
  readonly after: number;
  /** Largest finite cost from there on, and its index; null where none is finite. */
  readonly peak: number | null;
  /** Whether a cost was not finite. */
  readonly broken: boolean;
}

/** A cost this many times its first is no noise: mini-batches differ by tens of percent. */
const leap = 3;

function findJump({ y, finite }: Curve): Jump | null {
  const first = finite[0];
  if (first === undefined) return null;
  const base = Math.abs(y[first]!);
  const after = y.findIndex((value, i) => i > first && !(Math.abs(value) < leap * base));
  if (after < 0 || base === 0) return null;
  const rest = finite.filter((i) => i >= after);
  const peak = rest.length > 0 ? rest.reduce((most, i) => (y[i]! > y[most]! ? i : most)) : null;
  return { before: after - 1, after, peak, broken: y.slice(after).some((value) => !Number.isFinite(value)) };
}

/** A fall to a third without a leap is learning; that its end lies near a known level is then a coincidence. */
const learned = 3;
const surely = 1e-3;
/** The commonest class is often half as large again as the others. */
const chance = 1.5;

/** Whether the level is that of a model which does know something. */
function isConverged(plateau: Plateau, cost: Curve, jump: Jump | null, accuracies: readonly number[]): boolean {
  if (!plateau.known) return false;
  const guessing = plateau.known.classes && plateau.known.classes > 2 ? 2 / plateau.known.classes : 0.7;
  if (accuracies.some((value) => value > guessing)) return true;
  const first = cost.y[cost.finite[0]!]!;
  return !jump && first > learned * plateau.level && plateau.known.coincidence > surely;
}

/** @param statedRate as the user says; else what the log says */
export function viewOf(run: LogRun, statedRate: number | null = null): View {
  const cost = curveOf(seriesOf(run, "cost", "train") ?? seriesOf(run, "cost"));
  const learningRate = curveOf(seriesOf(run, "learning-rate"));
  const jump = cost && findJump(cost);
  const accuracies = (["train", "validation", "test"] as const).map((part) => curveOf(seriesOf(run, "accuracy", part)));
  const last = accuracies.flatMap((curve) => curve?.y.at(-1) ?? []);
  const found = cost && findPlateau(cost);
  const plateau = found && isConverged(found, cost, jump, last) ? { ...found, known: null } : found;
  return {
    run,
    cost,
    validationCost: curveOf(seriesOf(run, "cost", "validation") ?? seriesOf(run, "cost", "test")),
    accuracy: accuracies[0]!,
    validationAccuracy: accuracies[1] ?? accuracies[2]!,
    learningRate,
    gradientNorm: curveOf(seriesOf(run, "gradient-norm")),
    plateau,
    biasOnly: cost && plateau && biasOnlyOf(cost, plateau),
    jump,
    atChance:
      plateau?.known?.classes && last.length > 0
        ? last.every((value) => value <= chance / plateau.known!.classes!)
        : null,
    statedRate: statedRate ?? run.settings["learning rate"] ?? learningRate?.y[0] ?? null,
  };
}
