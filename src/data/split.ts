/** @file Setting a random part of the examples aside, the same for the same seed. */
import { DataError } from "../util/errors.ts";
import { permutation, streams } from "../util/philox.ts";
import type { Examples } from "./dataset.ts";
import { exampleCount, selectExamples } from "./dataset.ts";

/** Each part that is set aside draws from a substream of its own. */
const substreams = { validation: 0, test: 1 } as const;

export interface Split {
  readonly rest: Examples;
  readonly aside: Examples;
}

/** Sets round(fraction · n) examples aside, at least one, and leaves at least one; both parts keep their order. */
export function setAside(examples: Examples, fraction: number, part: keyof typeof substreams, seed: number): Split {
  const n = exampleCount(examples);
  if (n < 2) {
    throw new DataError(`There are too few examples to set a ${part} part aside`, {
      found: `${n} example${n === 1 ? "" : "s"}`,
      help: `leave the ${part} part out, or give more data`,
    });
  }
  const size = Math.min(n - 1, Math.max(1, Math.round(fraction * n)));
  const order = permutation(n, seed, streams.split, substreams[part]);
  return {
    rest: selectExamples(examples, order.slice(size).sort()),
    aside: selectExamples(examples, order.slice(0, size).sort()),
  };
}

/** The first `limit` examples. */
export function firstExamples(examples: Examples, limit: number | null): Examples {
  if (limit === null || limit >= exampleCount(examples)) return examples;
  return selectExamples(
    examples,
    Int32Array.from({ length: limit }, (_, i) => i),
  );
}
