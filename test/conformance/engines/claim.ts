/** @file Claims that throw where they do not hold; vitest's own run in no page. */
import type { Value } from "../../../src/graph/dtype.ts";

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

export function claim(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

/** Element for element; NaN equals itself, 0 does not equal −0. */
export function claimSame(actual: ArrayLike<unknown>, expected: ArrayLike<unknown>, what: string): void {
  const [a, b] = [Array.from(actual), Array.from(expected)];
  const same = a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
  claim(same, `${what}: ${shown(a)}, expected ${shown(b)}`);
}

export function claimSameValue(actual: Value, expected: Value, what: string): void {
  claim(actual.dtype === expected.dtype, `${what}: ${actual.dtype}, expected ${expected.dtype}`);
  claimSame(actual.shape, expected.shape, `${what}, its shape`);
  claimSame(actual.data, expected.data, what);
}

/** The work fails with a message that contains `part`. */
export async function claimFails(work: () => Promise<unknown>, part: string): Promise<void> {
  let message: string | null = null;
  try {
    await work();
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  claim(message !== null, `it succeeded, and should have failed with "${part}"`);
  claim(message.includes(part), `it failed with "${message}", and should have failed with "${part}"`);
}
