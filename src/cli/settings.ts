/** @file The flags that change an experiment, each with the field it sets. */
import { resolve } from "node:path";
import { lossNames, optimizerNames, scheduleNames } from "../experiment/optimizer.ts";
import { nearest, UsageError } from "../util/errors.ts";
import type { Draft } from "./source.ts";

export interface Setting {
  /** As commander takes them. */
  readonly flags: string;
  readonly description: string;
  /** The field it sets; all below it come from the flag. */
  readonly path: string;
  /** Throws Needs. */
  parse(text: string): unknown;
  apply(draft: Draft, value: never): void;
}

/** What a flag's value must be. */
export class Needs extends Error {}

type Fields = Record<string, unknown>;

const above =
  (limit: number, what: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value > limit) return value;
    throw new Needs(what);
  };
const atLeast =
  (limit: number, what: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= limit) return value;
    throw new Needs(what);
  };
const whole =
  (limit: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d/.test(text) && Number.isSafeInteger(value) && value >= limit) return value;
    throw new Needs(`a whole number of ${limit} or more`);
  };
const oneOf =
  (names: readonly string[]) =>
  (text: string): string => {
    if (names.includes(text)) return text;
    const near = nearest(text, names);
    throw new Needs(`one of ${names.join(", ")}${near ? `; did you mean "${near}"?` : ""}`);
  };

const asFields = (value: unknown, key: string): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : { [key]: value };

/** The draft's field as an object, a short form written out. */
function open(draft: Draft, field: string, key: string): Fields {
  const fields = asFields(draft[field], key);
  draft[field] = fields;
  return fields;
}

const set =
  (field: string) =>
  (draft: Draft, value: unknown): void => {
    draft[field] = value;
  };
const setOptimizer =
  (key: string) =>
  (draft: Draft, value: unknown): void => {
    open(draft, "optimizer", "name")[key] = value;
  };
const setData =
  (key: string) =>
  (draft: Draft, value: unknown): void => {
    open(draft, "data", "source")[key] = value;
  };

const sharedByOptimizers = ["clipNorm", "clipValue", "schedule"];

/** Another optimizer brings its own defaults: a learning rate fits one only. */
function setOptimizerName(draft: Draft, name: string): void {
  const present = open(draft, "optimizer", "name");
  if (present.name === name) return;
  const kept = Object.entries(present).filter(([key]) => sharedByOptimizers.includes(key));
  draft.optimizer = { name, ...Object.fromEntries(kept) };
}

type Layer = Fields | null | undefined;

const isDense = (layer: Layer): boolean => layer?.type === "dense";

/** Hidden dense layers, each with the dropout or activation that follows it; the last dense layer and all behind it stay. */
function setHidden(draft: Draft, units: readonly number[]): void {
  const { model } = draft;
  if (!Array.isArray(model)) {
    throw new UsageError("--hidden changes a list of layers, and this model is a program's formulas", {
      help: "change the program",
    });
  }
  const layers = model as Layer[];
  const starts = layers.flatMap((layer, i) => (isDense(layer) ? [i] : []));
  const groups = starts.slice(1).map((end, i) => layers.slice(starts[i], end));
  const hidden = units.flatMap((n, i) => {
    const [dense, ...following] = groups[i] ??
      groups.at(-1) ?? [{ type: "dense", activation: "relu", init: "he-normal" }];
    return [{ ...dense, units: n }, ...following];
  });
  draft.model = [...layers.slice(0, starts[0] ?? -1), ...hidden, ...layers.slice(starts.at(-1) ?? -1)];
}

function parseHidden(text: string): number[] {
  if (text === "none" || text === "") return [];
  const units = text.split(",").map(Number);
  if (units.every((n) => Number.isSafeInteger(n) && n > 0)) return units;
  throw new Needs("numbers of units with commas between, such as 128,64, or none");
}

function parseSchedule(text: string): unknown {
  if (!text.startsWith("{")) return { name: oneOf(scheduleNames)(text) };
  try {
    return JSON.parse(text);
  } catch {
    throw new Needs(`one of ${scheduleNames.join(", ")}, or a schedule as JSON`);
  }
}

/** Only the first examples, all of them in every step order of their own, until they are known by heart. */
function setOverfit(draft: Draft, examples: number): void {
  setData("limit")(draft, examples);
  setData("validation")(draft, null);
  draft.goal ??= { metric: "accuracy", atLeast: 1, on: "train" };
}

export const settings: readonly Setting[] = [
  {
    flags: "-e, --epochs <n>",
    description: "passes over the training examples",
    path: "epochs",
    parse: whole(1),
    apply: set("epochs"),
  },
  {
    flags: "-b, --batch-size <n>",
    description: 'examples a step, or "full"',
    path: "batchSize",
    parse: (text) => (text === "full" ? text : whole(1)(text)),
    apply: set("batchSize"),
  },
  {
    flags: "--optimizer <name>",
    description: optimizerNames.join(", "),
    path: "optimizer",
    parse: oneOf(optimizerNames),
    apply: setOptimizerName,
  },
  {
    flags: "--lr, --learning-rate <rate>",
    description: "learning rate; the peak where a schedule changes it",
    path: "optimizer.learningRate",
    parse: above(0, "a number above 0"),
    apply: setOptimizer("learningRate"),
  },
  {
    flags: "--momentum <m>",
    description: "of sgd and rmsprop",
    path: "optimizer.momentum",
    parse: atLeast(0, "a number from 0 up to 1"),
    apply: setOptimizer("momentum"),
  },
  {
    flags: "--weight-decay <w>",
    description: "of sgd, adam and adamw",
    path: "optimizer.weightDecay",
    parse: atLeast(0, "a number of 0 or more"),
    apply: setOptimizer("weightDecay"),
  },
  {
    flags: "--schedule <name>",
    description: scheduleNames.join(", "),
    path: "optimizer.schedule",
    parse: parseSchedule,
    apply: setOptimizer("schedule"),
  },
  {
    flags: "--loss <name>",
    description: "the cost to minimise, see docs/experiment.md",
    path: "loss",
    parse: oneOf(lossNames),
    apply: set("loss"),
  },
  {
    flags: "--hidden <units>",
    description: "hidden dense layers, such as 128,64, or none",
    path: "model",
    parse: parseHidden,
    apply: setHidden,
  },
  {
    flags: "--seed <n>",
    description: "of the first weights and the order of the examples",
    path: "seed",
    parse: whole(0),
    apply: set("seed"),
  },
  {
    flags: "--precision <type>",
    description: "float32 or float64",
    path: "precision",
    parse: oneOf(["float32", "float64"]),
    apply: set("precision"),
  },
  {
    flags: "--rewrites <on|off>",
    description: "off: formulas run exactly as they are written",
    path: "rewrites",
    parse: oneOf(["on", "off"]),
    apply: set("rewrites"),
  },
  {
    flags: "--data <folder>",
    description: "where the data set's files lie",
    path: "data.path",
    parse: (text) => resolve(text),
    apply: setData("path"),
  },
  {
    flags: "--limit-train <n>",
    description: "only the first n training examples",
    path: "data.limit",
    parse: whole(1),
    apply: setData("limit"),
  },
  {
    flags: "--overfit <n>",
    description: "learn n examples by heart: what cannot do that has a fault",
    path: "data.limit",
    parse: whole(1),
    apply: setOverfit,
  },
  {
    flags: "--patience <n>",
    description: "stop after n epochs without improvement",
    path: "earlyStopping",
    parse: whole(1),
    apply: (draft, patience) => {
      draft.earlyStopping = { ...asFields(draft.earlyStopping ?? {}, "metric"), patience };
    },
  },
];

/** A flag of another command that takes a count. */
export function wholeFlag(flag: string, text: string): number {
  try {
    return whole(1)(text);
  } catch (error) {
    throw new UsageError(`${flag} must be ${(error as Error).message}, not ${JSON.stringify(text)}`);
  }
}
