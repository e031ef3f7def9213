/** @file Values with a margin: of the values that work, the one farthest from those that do not; epochs rounded up. */

export interface TriedValue {
  readonly value: number;
  readonly passed: boolean;
  readonly merit: number;
}

/** Beyond a factor of ten, more distance to the nearest failure says nothing. */
const enough = Math.log(10);

/** The value to take, or null where none passed. Distances are ratios. */
export function safest<T extends TriedValue>(tried: readonly T[]): T | null {
  const failed = tried.filter(({ passed }) => !passed);
  const distance = ({ value }: T): number =>
    Math.min(enough, ...failed.map((other) => Math.abs(Math.log(other.value / value))));
  let best: T | null = null;
  for (const each of tried) {
    if (!each.passed) continue;
    const gain = best ? distance(each) - distance(best) : 1;
    if (gain > 1e-9 || (Math.abs(gain) <= 1e-9 && each.merit > best!.merit)) best = each;
  }
  return best;
}

/** Half as much again as was needed, since other seeds may need more. */
const epochMargin = 1.5;

/** Epochs to recommend where the goal was held after `needed`: 1, 1.5, 2, 3, 5 or 7 times a power of ten, or above. */
export function epochsWithMargin(needed: number): number {
  const wanted = Math.max(2, Math.ceil(needed * epochMargin));
  if (wanted < 10) return wanted;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 1.5, 2, 3, 5, 7, 10].map((digit) => digit * power).find((round) => round >= wanted)!;
}
