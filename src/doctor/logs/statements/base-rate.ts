/** @file An accuracy that is that of always giving the same answer. */
import { type Curve, digitOf, placesOf } from "../curve.ts";
import { percent } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const fewest = 3;

/** Shares of the digits 0 to 9 among MNIST's 60,000 training and 10,000 test images. */
const mnist: Readonly<Record<"training" | "test", readonly number[]>> = {
  training: [0.09872, 0.11237, 0.0993, 0.10218, 0.09737, 0.09035, 0.09863, 0.10442, 0.09752, 0.09915],
  test: [0.098, 0.1135, 0.1032, 0.101, 0.0982, 0.0892, 0.0958, 0.1028, 0.0974, 0.1009],
};

const usualClasses: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 200, 1000];
/** Shares of classes differ: MNIST's by up to 14% from 1/10. */
const unequal = 0.15;

/** First index from which the accuracy does not change by a digit. */
function stuckSince({ y }: Curve): number | null {
  const since = y.findLastIndex((value) => value !== y.at(-1)) + 1;
  return y.length - since >= Math.max(fewest, 0.3 * y.length) ? since : null;
}

function explained(value: number, decimals: number, classes: number | null): string | null {
  const near = (share: number): boolean => Math.abs(share - value) < 0.6 * 10 ** -decimals;
  for (const part of ["test", "training"] as const) {
    const digit = decimals >= 4 ? mnist[part].findIndex(near) : -1;
    if (digit >= 0) return `${percent(value, 5)} is the share of the digit ${digit} among MNIST's ${part} images`;
  }
  const fits = (c: number): boolean => Math.abs(value - 1 / c) <= unequal / c;
  if (classes && fits(classes)) return `1/${classes} = ${percent(1 / classes)}: one class named for everything`;
  if (value === 0 || value === 1) return null;
  const c = usualClasses.find((each) => Math.abs(value - 1 / each) <= 0.01 / each);
  return c ? `1/${c} = ${percent(1 / c)}: one of ${c} equally frequent classes named for everything` : null;
}

const decimalsOf = (curve: Curve): number => Math.round(-Math.log10(digitOf(curve)));

export const baseRate: StatementRule = {
  id: "base-rate",
  look({ accuracy, validationAccuracy, plateau }) {
    for (const curve of [validationAccuracy, accuracy]) {
      if (!curve || curve.finite.length < fewest) continue;
      const since = stuckSince(curve);
      const value = curve.y.at(-1)!;
      if (since === null || !Number.isFinite(value) || value >= 0.95) continue;
      const why = explained(value, decimalsOf(curve), plateau?.known?.classes ?? null);
      return {
        certainty: why ? "nearly" : "likely",
        headline: `The same answer is given for every example: ${curve.name} is exactly ${percent(value, 5)} over ${placesOf(curve, since, curve.y.length - 1)}.`,
        arithmetic: [
          `${curve.y.length - since} values without a digit's change: a network that still learned would change some answers`,
          why ?? `${percent(value, 5)} would be the share of one class: compare it with your labels`,
        ],
        numbers: { value, since: curve.x[since]! },
      };
    }
    return null;
  },
};
