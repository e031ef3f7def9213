/** @file What a visitor typed about a model's inputs, as ranges and sizes, or what is wrong with it. */
import type { CheckAsked, CheckedModel } from "../../workers/checked.ts";

/** As it stands in the fields; "" for what is not stated. */
export interface TypedRange {
  readonly lo: string;
  readonly hi: string;
  readonly role: string;
}

export interface Typed {
  /** In the order of the model's inputs. */
  readonly ranges: readonly TypedRange[];
  readonly sizes: readonly string[];
  readonly flushToZero: boolean;
}

/** What is wrong, by the place of an input or a size; null where nothing is. */
export interface Mistakes {
  readonly ranges: readonly (string | null)[];
  readonly sizes: readonly (string | null)[];
}

export type Assumed = { readonly asked: Omit<CheckAsked, "files"> } | { readonly mistakes: Mistakes };

export const typedOf = ({ inputs, dims, flushToZero }: CheckedModel): Typed => ({
  ranges: inputs.map(({ lo, hi, stated, role }) => ({
    lo: stated ? String(lo) : "",
    hi: stated ? String(hi) : "",
    role,
  })),
  sizes: dims.map(({ size, stated }) => (stated ? String(size) : "")),
  flushToZero,
});

export function assumedFrom({ ranges, sizes, flushToZero }: Typed, { inputs, dims, loss }: CheckedModel): Assumed {
  const mistakes = { ranges: ranges.map(mistakeIn), sizes: sizes.map(mistakeInSize) };
  if ([...mistakes.ranges, ...mistakes.sizes].some((mistake) => mistake !== null)) return { mistakes };
  const stated = ranges.flatMap((typed, i) => {
    const input = inputs[i];
    if (!input || (isEmpty(typed) && typed.role === "input")) return [];
    const { lo, hi } = isEmpty(typed) ? input : { lo: numberIn(typed.lo), hi: numberIn(typed.hi) };
    return [[input.name, { lo, hi, role: typed.role }] as const];
  });
  return {
    asked: {
      ranges: { inputs: Object.fromEntries(stated), loss },
      dims: Object.fromEntries(
        dims.flatMap(({ name }, i) => (sizes[i]?.trim() ? [[name, Number(sizes[i])] as const] : [])),
      ),
      flushToZero,
    },
  };
}

const isEmpty = ({ lo, hi }: TypedRange): boolean => lo.trim() === "" && hi.trim() === "";

/** NaN for what is no number, as the empty text is none. */
const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.replace("−", "-")));

function mistakeIn(typed: TypedRange): string | null {
  if (isEmpty(typed)) return null;
  const [lo, hi] = [numberIn(typed.lo), numberIn(typed.hi)];
  if (![lo, hi].every(Number.isFinite)) return "Give two numbers, such as 0 and 1e3, or none for any number.";
  return lo > hi ? "The first number is larger than the second." : null;
}

const mistakeInSize = (text: string): string | null =>
  text.trim() === "" || /^[1-9]\d{0,8}$/.test(text.trim()) ? null : "Give a whole number of 1 or more.";
