/** @file Schema of the whole experiment, and the defaults that depend on other fields. */
import { z } from "zod";
import type { OpenDataSpec } from "./data.ts";
import { data } from "./data.ts";
import { choice, count, filled, finite, flag, list, notNegative, number, orNull, record } from "./fields.ts";
import { model } from "./model.ts";
import { loss, optimizer } from "./optimizer.ts";
import type {
  CsvSpec,
  DataSpec,
  EarlyStopping,
  Experiment,
  Goal,
  InlineSpec,
  LossName,
  LossSpec,
  MetricName,
  Part,
  Task,
} from "./types.ts";

export const metricNames: readonly MetricName[] = ["accuracy", "relative-mse", "loss"];
export const taskNames: readonly Task[] = ["classification", "binary", "multilabel", "regression"];
const partNames: readonly Part[] = ["train", "validation", "test"];

const metric = choice("a metric", metricNames);
const seed = number("a whole number from 0 to 2^53 − 1", (x) => Number.isSafeInteger(x) && x >= 0);
const batchSize = z.unknown().transform((value, context): number | "full" => {
  if (value === "full") return value;
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  context.issues.push({
    code: "custom",
    message: `must be a whole number of 1 or more, or "full", not ${JSON.stringify(value)}`,
    input: value,
  });
  return z.NEVER;
});

const goal = record({
  metric,
  atLeast: orNull(finite),
  atMost: orNull(finite),
  on: choice("a part of the data", partNames).optional(),
}).refine(({ atLeast, atMost }) => (atLeast === null) !== (atMost === null), {
  error: () => "must have exactly one of atLeast and atMost",
});
const earlyStopping = record({
  patience: count,
  metric: filled(metric, "loss"),
  on: choice("a part of the data to watch", ["train", "validation"]).optional(),
  minDelta: filled(notNegative, 0),
});

const open = record({
  data,
  task: choice("a task", taskNames).optional(),
  model,
  loss,
  optimizer,
  batchSize: filled(batchSize, 32),
  epochs: filled(count, 10),
  seed: filled(seed, 0),
  precision: filled(choice("a precision", ["float32", "float64"]), "float32"),
  rewrites: filled(choice("a setting of rewrites", ["on", "off"]), "on"),
  gradients: filled(choice("an origin of gradients", ["written", "derived"]), "written"),
  metrics: list("a list of metrics", metric).optional(),
  earlyStopping: orNull(earlyStopping),
  keepBest: flag.optional(),
  goal: orNull(goal),
});
type Open = z.output<typeof open>;

const taskOf: Readonly<Record<LossName, Task>> = {
  "mean-squared-error": "regression",
  "mean-absolute-error": "regression",
  poisson: "regression",
  "binary-cross-entropy": "binary",
  "categorical-cross-entropy": "classification",
  "sparse-categorical-cross-entropy": "classification",
  "softmax-cross-entropy": "classification",
};

const takesLabels = (name: LossName): boolean =>
  name === "sparse-categorical-cross-entropy" || name === "softmax-cross-entropy";

const isImages = ({ source }: OpenDataSpec): boolean => source !== "csv" && source !== "inline";

function completeData(spec: OpenDataSpec, { name }: LossSpec): DataSpec {
  const isNamed = spec.source === "mnist" || spec.source === "fashion-mnist";
  const targetEncoding = spec.targetEncoding ?? (takesLabels(name) ? "raw" : "one-hot");
  return { ...spec, targetEncoding, classes: spec.classes ?? (isNamed ? 10 : null) } as DataSpec;
}

/** The data with what the loss makes of its targets: class numbers, or numbers as they are. */
function withLabelClasses(spec: DataSpec, task: Task, { loss: { name }, model: layers }: Open): DataSpec {
  if (spec.source !== "csv" && spec.source !== "inline") return spec;
  const { labelClasses: _, ...plain } = spec;
  const first = spec.targets[0]!;
  const columns = spec.source === "csv" ? spec.targets.length : typeof first === "object" ? first.length : 1;
  const units = layers.findLast((layer) => layer.type === "dense")?.units ?? inputColumns(spec);
  const isClasses = task === "classification" || (task === "binary" && units > 1);
  if (!takesLabels(name) || !isClasses || columns !== 1) return plain;
  return { ...plain, labelClasses: spec.classes ?? units };
}

const inputColumns = (spec: CsvSpec | InlineSpec): number =>
  spec.source === "csv" ? spec.inputs.length : spec.inputs[0]!.length;

/** The metrics named, and those that a goal or early stopping needs. */
function completeMetrics({ metrics, earlyStopping: stopping, goal: wanted }: Open, task: Task): MetricName[] {
  const named = metrics ?? (task === "regression" ? ["loss", "relative-mse"] : ["loss", "accuracy"]);
  return [...new Set([...named, ...(stopping ? [stopping.metric] : []), ...(wanted ? [wanted.metric] : [])])];
}

/** Whether the data comes with a test part. */
function hasTest(spec: DataSpec): boolean {
  if (spec.source === "csv") return spec.test !== null || spec.testFraction !== null;
  if (spec.source === "idx") return spec.testImages !== null;
  return spec.source !== "inline";
}

function complete(value: Open): Experiment {
  const spec = completeData(value.data, value.loss);
  const task = value.task ?? (isImages(spec) ? "classification" : taskOf[value.loss.name]);
  const watched: EarlyStopping["on"] = spec.validation ? "validation" : "train";
  return {
    ...value,
    data: withLabelClasses(spec, task, value),
    task,
    metrics: completeMetrics(value, task),
    earlyStopping: value.earlyStopping && { ...value.earlyStopping, on: value.earlyStopping.on ?? watched },
    keepBest: value.keepBest ?? spec.validation !== null,
    goal: value.goal && ({ ...value.goal, on: value.goal.on ?? (hasTest(spec) ? "test" : "train") } as Goal),
  };
}

/** A part of the data that is named but does not exist. */
function missingPart(experiment: Experiment, context: z.RefinementCtx): void {
  const { data: spec, goal: wanted, earlyStopping: stopping } = experiment;
  const exists: Record<Part, boolean> = { train: true, validation: spec.validation !== null, test: hasTest(spec) };
  const help = {
    train: "",
    validation: 'add "validation": {"fraction": 0.1} to data',
    test: "give the data a test part",
  };
  const check = (part: Part, path: string[]): void => {
    if (exists[part]) return;
    context.addIssue({
      code: "custom",
      message: `is ${JSON.stringify(part)}, but the data has no such part: ${help[part]}`,
      path,
    });
  };
  if (wanted) check(wanted.on, ["goal", "on"]);
  if (stopping) check(stopping.on, ["earlyStopping", "on"]);
}

export const experimentSchema: z.ZodType<Experiment> = open.transform(complete).superRefine(missingPart);
