/** @file The goal as a person types it: "accuracy>=0.95", "test accuracy >= 95%", "relative-mse<=0.1", "0.95". */
import { metricNames } from "../../experiment/schema.ts";
import type { MetricName, Part } from "../../experiment/types.ts";
import { nearest, UsageError } from "../../util/errors.ts";

/** As an experiment file has it; without `on` the schema chooses the part. */
export interface TypedGoal {
  readonly metric: MetricName;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly on?: Part;
}

const parts: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  validation: "validation",
  test: "test",
};

const form = /^(?:([a-z]+)\s+(?=[a-z]))?([a-z][\w-]*)?\s*(>=|<=|=>|=<|>|<|=|≥|≤)?\s*([^\s%]+)?\s*(%)?$/i;

const examples = 'write it as "accuracy>=0.95", "test accuracy>=0.95" or "relative-mse<=0.1", in quotes';

/** @throws UsageError that says which part of the text is wrong */
export function parseGoal(text: string): TypedGoal {
  const match = form.exec(text.trim());
  if (!match) throw wrong(text, "it is not a metric, a bound and a number");
  const [, part, metricWord, sign, digits, percent] = match;
  const metric = metricOf(metricWord ?? "accuracy", text);
  if (digits === undefined) throw unbounded(text);
  const value = percent ? Number(digits) / 100 : Number(digits);
  if (digits.trim() === "" || !Number.isFinite(value)) throw wrong(text, `${JSON.stringify(digits)} is not a number`);
  checkDirection(metric, sign, text);
  checkRange(metric, value, text);
  const bound = metric === "accuracy" ? { atLeast: value } : { atMost: value };
  return { metric, ...bound, ...(part !== undefined && { on: partOf(part, text) }) };
}

function metricOf(word: string, text: string): MetricName {
  const found = metricNames.find((name) => name === word.toLowerCase());
  if (found) return found;
  const near = nearest(word, metricNames);
  throw wrong(
    text,
    `there is no metric ${JSON.stringify(word)}`,
    near ? `did you mean "${near}"?` : listOf(metricNames),
  );
}

function partOf(word: string, text: string): Part {
  const found = Object.hasOwn(parts, word.toLowerCase()) ? parts[word.toLowerCase()] : undefined;
  if (found) return found;
  const near = nearest(word, Object.keys(parts));
  const help = near ? `did you mean "${near}"?` : listOf(Object.keys(parts));
  throw wrong(text, `there is no part ${JSON.stringify(word)} of the data`, help);
}

const listOf = (words: readonly string[]): string => `choose one of ${words.join(", ")}`;

/** What a shell leaves of accuracy>=0.95 without quotes: it writes into a file called "=0.95". */
const unbounded = (text: string): UsageError =>
  wrong(text, "it has no number", `${examples}: without quotes the shell takes > for a file`);

function checkDirection(metric: MetricName, sign: string | undefined, text: string): void {
  if (sign === undefined || sign === "=") return;
  const isUp = /[>≥]/.test(sign);
  if (isUp === (metric === "accuracy")) return;
  throw wrong(text, isUp ? `a smaller ${metric} is better` : `a larger ${metric} is better`, examples);
}

function checkRange(metric: MetricName, value: number, text: string): void {
  if (metric === "accuracy" && !(value > 0 && value <= 1)) {
    throw wrong(
      text,
      "accuracy goes from 0 to 1",
      value > 1 && value <= 100 && !text.includes("%") ? `write ${value}% or ${value / 100}` : "write 95% or 0.95",
    );
  }
  if (metric !== "accuracy" && !(value > 0)) throw wrong(text, `a ${metric} to reach is above 0`);
}

const wrong = (text: string, found: string, help: string = examples): UsageError =>
  new UsageError(`--goal cannot be read: ${JSON.stringify(text)}`, { found, help });
