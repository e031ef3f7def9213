/** @file Steps in their order: a record that is followed has the newest step before those that were still held back. */

/**
 * The same items with those that are steps in ascending order, in the places that steps have.
 *
 * @param stepOf null for what is no step
 */
export function stepsInOrder<T>(items: readonly T[], stepOf: (item: T) => number | null): T[] {
  const places = items.flatMap((item, i) => (stepOf(item) === null ? [] : [i]));
  const steps = places.map((i) => items[i]!).sort((a, b) => stepOf(a)! - stepOf(b)!);
  const ordered = [...items];
  for (const [i, place] of places.entries()) ordered[place] = steps[i]!;
  return ordered;
}
