/** @file Building blocks of the schema whose messages name what was found and the nearest name that exists. */
import { z } from "zod";
import { nearest } from "../util/errors.ts";

type Issue = z.core.$ZodRawIssue;
type Shape = z.core.$ZodShape;

/** A value as a short piece of JSON. */
export function show(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const expected =
  (what: string) =>
  (issue: Issue): string =>
    issue.input === undefined ? `is missing: ${what} is needed` : `must be ${what}, not ${show(issue.input)}`;

/** "did you mean" and the list of names, for a name that does not exist. */
function suggestion(word: unknown, names: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, names) : null;
  return `${near ? `; did you mean "${near}"?` : ""} (${names.join(", ")})`;
}

/** An object with exactly these keys. */
export function record<S extends Shape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return expected("an object")(issue);
      return issue.keys.map((key) => `has no key ${show(key)}${suggestion(key, names)}`).join("; ");
    },
  }) as z.ZodObject<S, z.core.$strict>;
}

/** One of a list of names. */
export function choice<const N extends readonly string[]>(what: string, names: N): z.ZodType<N[number]> {
  return z.enum(names, {
    error: (issue) => {
      if (issue.input === undefined) return `is missing: ${what} is needed (${names.join(", ")})`;
      return `${show(issue.input)} is not ${what}${suggestion(issue.input, names)}`;
    },
  }) as unknown as z.ZodType<N[number]>;
}

/** The object among `options` whose `key` has the value found; a plain name stands for an object with only that key. */
export function variant<const O extends readonly z.core.$ZodTypeDiscriminable[]>(
  what: string,
  key: string,
  names: readonly string[],
  options: O,
): z.ZodType<z.output<O[number]>> {
  const error = (issue: Issue): string => {
    if (issue.code !== "invalid_union") return expected(`${what} such as {"${key}": "${names[0]}", …}`)(issue);
    const found = (issue.input as Record<string, unknown>)[key];
    if (found === undefined) return `is missing: ${what} is needed (${names.join(", ")})`;
    return `${show(found)} is not ${what}${suggestion(found, names)}`;
  };
  const union = z.discriminatedUnion(key, options as never, { error });
  return z.preprocess((input) => (typeof input === "string" ? { [key]: input } : input), union) as never;
}

/** A finite number that satisfies `accept`. */
export const number = (what: string, accept: (x: number) => boolean = () => true): z.ZodType<number> => {
  const error = expected(what);
  return z.number({ error }).refine(accept, { error: (issue) => error(issue as Issue) });
};

export const finite: z.ZodType<number> = number("a finite number");
export const positive: z.ZodType<number> = number("a number above 0", (x) => x > 0);
export const notNegative: z.ZodType<number> = number("a number of 0 or more", (x) => x >= 0);
export const count: z.ZodType<number> = number("a whole number of 1 or more", (x) => Number.isSafeInteger(x) && x >= 1);
/** 0 ≤ x < 1. */
export const below1: z.ZodType<number> = number("a number from 0 up to, not including, 1", (x) => x >= 0 && x < 1);
/** 0 < x < 1. */
export const fraction: z.ZodType<number> = number("a number between 0 and 1", (x) => x > 0 && x < 1);
export const flag: z.ZodType<boolean> = z.boolean({ error: expected("true or false") });
export const text: z.ZodType<string> = z
  .string({ error: expected("a text") })
  .min(1, { error: () => "must not be an empty text" });

/** A list of at least one item. */
export const list = <T extends z.ZodType>(what: string, item: T): z.ZodType<z.output<T>[]> =>
  z.array(item, { error: expected(what) }).min(1, { error: () => "must not be empty" }) as unknown as z.ZodType<
    z.output<T>[]
  >;

/** null where it is left out. */
export const orNull = <T extends z.ZodType>(item: T): z.ZodType<z.output<T> | null> =>
  z.preprocess((input) => input ?? null, item.nullable()) as never;

/** A value to fill in where it is left out. */
export const filled = <T extends z.ZodType>(item: T, value: z.output<T>): z.ZodType<z.output<T>> =>
  z.preprocess((input) => (input === undefined ? value : input), item) as never;
