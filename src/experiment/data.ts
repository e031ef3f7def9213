/** @file Schema of the data part of an experiment. */
import { z } from "zod";
import {
  choice,
  count,
  filled,
  finite,
  flag,
  fraction,
  list,
  number,
  orNull,
  positive,
  record,
  show,
  text,
  variant,
} from "./fields.ts";
import type { DataSource, DataSpec, InputScaling } from "./types.ts";

export const dataSources: readonly DataSource[] = ["mnist", "fashion-mnist", "idx", "csv", "inline"];
/** Sources of the format that this version cannot read. */
const laterSources: readonly string[] = ["npz", "images", "parquet"];

const whole = number("a whole number of 0 or more", (x) => Number.isSafeInteger(x) && x >= 0);
const scalingNames = ["none", "unit", "standardize", "minmax"] as const;
const numbers = z.union([finite, list("a list of numbers", finite)], {
  error: () => "must be a number or a list of numbers",
});
const positives = z.union([positive, list("a list of numbers above 0", positive)], {
  error: () => "must be a number above 0 or a list of numbers above 0",
});
const divideBy = record({ divideBy: positive });
const meanAndStd = record({ mean: numbers, std: positives }).refine(
  ({ mean, std }) => typeof mean === "number" || typeof std === "number" || mean.length === std.length,
  { error: () => "has lists of different lengths for mean and std" },
);
const named = choice('a scaling, {"divideBy": n} or {"mean": m, "std": s}', scalingNames);

const inputScaling: z.ZodType<InputScaling> = z.unknown().transform((value, context): InputScaling => {
  const isObject = typeof value === "object" && value !== null;
  const schema = !isObject ? named : "mean" in value || "std" in value ? meanAndStd : divideBy;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.issues.push({ code: "custom", message: issue.message, path: issue.path, input: value });
  }
  return z.NEVER;
});

const common = {
  limit: orNull(count),
  shuffle: filled(flag, true),
  targetScaling: filled(choice("a target scaling", ["none", "standardize", "minmax"]), "none"),
  classes: orNull(count),
  firstLabel: filled(whole, 0),
  validation: orNull(record({ fraction })),
};
const numeric = {
  ...common,
  inputScaling: filled(inputScaling, "none"),
  targetEncoding: filled(choice("an encoding", ["raw", "one-hot"]), "raw"),
  /** Filled in by the loss and the model. */
  labelClasses: count.optional(),
};
const images = {
  ...common,
  inputScaling: filled(inputScaling, "unit"),
  /** Chosen by the loss where it is left out. */
  targetEncoding: choice("an encoding", ["raw", "one-hot"]).optional(),
};

const columnNames = list("a list of column names", text).superRefine((names, context) => {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) context.addIssue({ code: "custom", message: `names the column ${show(repeated)} twice` });
});

const rows = list("a list of rows of numbers", list("a row of numbers", finite)).superRefine((found, context) => {
  const ragged = found.findIndex((row) => row.length !== found[0]!.length);
  if (ragged < 0) return;
  const message = `has ${found[ragged]!.length} numbers where the first row has ${found[0]!.length}`;
  context.addIssue({ code: "custom", message, path: [ragged] });
});
const inlineTargets = z.unknown().transform((value, context) => {
  const flat = Array.isArray(value) && typeof value[0] === "number";
  const result = (flat ? list("a list of numbers", finite) : rows).safeParse(value);
  if (result.success) return result.data;
  for (const { message, path } of result.error.issues)
    context.issues.push({ code: "custom", message, path, input: value });
  return z.NEVER;
});

const idx = record({
  source: z.literal("idx"),
  images: text,
  labels: text,
  testImages: orNull(text),
  testLabels: orNull(text),
  ...images,
}).refine((spec) => (spec.testImages === null) === (spec.testLabels === null), {
  error: () => "has only one of testImages and testLabels: give both or none",
});

const csv = record({
  source: z.literal("csv"),
  path: text,
  inputs: columnNames,
  targets: columnNames,
  test: orNull(text),
  testFraction: orNull(fraction),
  ...numeric,
}).refine((spec) => spec.test === null || spec.testFraction === null, {
  error: () => "has both test and testFraction: give one of them",
});

const inline = record({ source: z.literal("inline"), inputs: rows, targets: inlineTargets, ...numeric }).refine(
  (spec) => spec.inputs.length === (spec.targets as unknown[]).length,
  {
    error: ({ input }) => {
      const { inputs, targets } = input as { inputs: unknown[]; targets: unknown[] };
      return `has ${inputs.length} inputs and ${targets.length} targets`;
    },
  },
);

const supported = variant("a data source", "source", dataSources, [
  record({ source: z.enum(["mnist", "fashion-mnist"]), path: orNull(text), ...images }),
  idx,
  csv,
  inline,
]);

/** As DataSpec, but image sources may leave their encoding open. */
export type OpenDataSpec = DataSpec extends infer D
  ? D extends DataSpec
    ? Omit<D, "targetEncoding"> & { readonly targetEncoding?: DataSpec["targetEncoding"] }
    : never
  : never;

export const data: z.ZodType<OpenDataSpec> = z.unknown().transform((value, context): OpenDataSpec => {
  const source = typeof value === "string" ? value : (value as { source?: unknown } | null | undefined)?.source;
  if (typeof source === "string" && laterSources.includes(source)) {
    const message = `${show(source)} is not supported yet; convert the data to csv or idx (${dataSources.join(", ")})`;
    context.issues.push({ code: "custom", message, path: ["source"], input: value });
    return z.NEVER;
  }
  const result = supported.safeParse(value);
  if (result.success) return result.data as OpenDataSpec;
  for (const { message, path } of result.error.issues)
    context.issues.push({ code: "custom", message, path, input: value });
  return z.NEVER;
});
