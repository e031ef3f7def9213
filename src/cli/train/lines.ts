/** @file What `train` says, as lines of text: the run before it starts, each epoch, the end. */
import type { DenseSpec, Experiment, OptimizerSpec, ScheduleSpec } from "../../experiment/types.ts";
import type { DataFacts, EpochEvent, StartEvent, StepEvent } from "../../record/events.ts";
import type { Channel } from "../channel.ts";
import { aligned, cost, count, metric, percent, seconds, whole, wrapped } from "../format.ts";

const titles: Readonly<Record<string, string>> = { mnist: "MNIST", "fashion-mnist": "Fashion-MNIST" };

function dataLine({ name, train, validation, test, inputShape, targets, files }: DataFacts): string {
  const image = inputShape.length > 1;
  const what = image ? `images of ${inputShape.join(" × ")}` : `examples of ${count(inputShape[0] ?? 1, "number")}`;
  const parts = [`${whole(train)} training`];
  if (validation > 0) parts.push(`${whole(validation)} validation`);
  if (test > 0) parts.push(`${whole(test)} test`);
  const aim = targets.kind === "labels" ? `${targets.classes} classes` : count(targets.width, "target");
  const checked = files.length > 0 && files.every(({ verified }) => verified) ? ", checksums verified" : "";
  return `${titles[name] ?? name}: ${parts.join(" + ")} ${what}, ${aim}${checked}`;
}

/** Whether the model is a program's formulas: layers say from how many units to how many they go. */
const isProgram = ({ model }: StartEvent): boolean => !model.layers.some(({ summary }) => summary.includes("→"));

function networkLine(start: StartEvent): string {
  const { experiment, model, data } = start;
  if (isProgram(start))
    return `formulas of a program, ${count(model.parameters, "parameter")} in ${count(model.layers.length, "tensor")}`;
  const inputs = data.inputShape.reduce((product, d) => product * d, 1);
  const dense = experiment.model.filter((layer): layer is DenseSpec => layer.type === "dense");
  const between = [
    ...new Set(
      experiment.model
        .slice(0, -1)
        .map((layer) => (layer.type === "dropout" ? `dropout ${layer.rate}` : layer.activation)),
    ),
  ];
  const inits = [...new Set(dense.map(({ init }) => init.name))];
  const kinds = [...between.filter((name) => name !== "linear"), inits.join(" and ")];
  const widths = [inputs, ...dense.map(({ units }) => units)].join("-");
  return `${widths}, ${kinds.join(", ")}, ${count(model.parameters, "parameter")}`;
}

/** Mean cost of a classifier that says the same for every class; null where the cost is another one. */
function guessingCost(start: StartEvent): number | null {
  const { loss } = start.experiment;
  const { targets } = start.data;
  const isCrossEntropy = loss.name.endsWith("categorical-cross-entropy") || loss.name === "softmax-cross-entropy";
  return isCrossEntropy && loss.reduction === "mean" && !isProgram(start) && targets.kind === "labels"
    ? Math.log(targets.classes)
    : null;
}

function lossLine(start: StartEvent): string {
  if (isProgram(start)) return "the program's own cost";
  const { loss } = start.experiment;
  const weights = loss.classWeights === "balanced" ? ", each class counting the same" : "";
  return `${loss.name}${loss.reduction === "sum" ? ", summed over the batch" : ""}${weights}`;
}

function scheduleText(schedule: ScheduleSpec): string {
  const warmup =
    schedule.warmup > 0
      ? `, warm-up ${schedule.warmup < 1 ? percent(schedule.warmup, 0) : `${schedule.warmup} steps`}`
      : "";
  switch (schedule.name) {
    case "constant":
      return warmup;
    case "step":
      return ` × ${schedule.factor} every ${count(schedule.every, "epoch")}${warmup}`;
    case "exponential":
      return ` × ${schedule.factor} an epoch${warmup}`;
    case "cosine":
      return ` falling as a cosine${warmup}`;
    case "one-cycle":
      return ` at the peak of one cycle, ${percent(schedule.rise, 0)} rise${warmup}`;
  }
}

function optimizerLine(spec: OptimizerSpec): string {
  const parts = [`${spec.name}, learning rate ${spec.learningRate}${scheduleText(spec.schedule)}`];
  if ("momentum" in spec && spec.momentum > 0) parts.push(`momentum ${spec.momentum}`);
  if ("beta2" in spec && spec.beta2 !== 0.999) parts.push(`β2 ${spec.beta2}`);
  if ("weightDecay" in spec && spec.weightDecay > 0) parts.push(`weight decay ${spec.weightDecay}`);
  if (spec.clipNorm !== null) parts.push(`gradients clipped at norm ${spec.clipNorm}`);
  return parts.join(", ");
}

function recipeLine({ experiment: { epochs, batchSize, seed, precision }, stepsPerEpoch }: StartEvent): string {
  const batch = batchSize === "full" ? "all examples in one batch" : `batches of ${whole(batchSize)}`;
  return `${count(epochs, "epoch")} of ${count(stepsPerEpoch, "step")}, ${batch}, seed ${seed}, ${precision}`;
}

function rewritesLine({ experiment, rewrites }: StartEvent): string {
  if (experiment.rewrites === "off") return "off: the formulas run exactly as they are written";
  if (rewrites.length === 0) return "none needed: every formula is in its stable form";
  const total = rewrites.reduce((sum, rewrite) => sum + rewrite.count, 0);
  const names = rewrites.map((rewrite) => `${rewrite.id}${rewrite.count > 1 ? ` × ${rewrite.count}` : ""}`);
  return `${total} applied: ${names.join(", ")}`;
}

function engineLine({ engineFacts }: StartEvent): string {
  const { version, provider, threads, tuningSeconds } = engineFacts;
  const tuned =
    typeof tuningSeconds === "number" && tuningSeconds > 0
      ? ` (measured on this machine in ${seconds(tuningSeconds)})`
      : "";
  return `ONNX Runtime ${version} on ${provider}, ${count(Number(threads), "thread")}${tuned}`;
}

/** Columns before the texts of the card: two, the longest label, two. */
const indent = 13;

/** The card before training. */
export function header(
  start: StartEvent,
  name: string,
  { paint, live, columns }: Pick<Channel, "paint" | "live" | "columns">,
): string {
  const rows: [string, string][] = [
    ["data", dataLine(start.data)],
    ["network", networkLine(start)],
    ["loss", lossLine(start)],
    ["optimizer", optimizerLine(start.experiment.optimizer)],
    ["training", recipeLine(start)],
    ["rewrites", rewritesLine(start)],
    ["engine", engineLine(start)],
  ];
  const room = live ? Math.max(20, columns() - indent) : Number.POSITIVE_INFINITY;
  const lines = aligned(rows.map(([label, text]) => [label, wrapped(text, room)])).map((line) =>
    line.replace(/^ {2}\S+/, (label) => paint("dim", label)),
  );
  const resumed =
    start.resumedAt > 0 ? `, going on after step ${whole(start.resumedAt)} of ${whole(start.totalSteps)}` : "";
  return `${paint("bold", `training ${name}`)}${resumed}\n\n${lines.join("\n")}\n\n`;
}

/** The cost of the first batch, before anything was learned, beside that of guessing. */
export function firstCost(start: StartEvent, event: StepEvent): string {
  const guess = guessingCost(start);
  const beside =
    guess === null || start.data.targets.kind !== "labels"
      ? ""
      : `  (guessing among ${start.data.targets.classes} classes costs ${guess.toFixed(3)})`;
  return `cost before training: ${cost(event.cost)}${beside}`;
}

/** The metric that people read first. */
export const mainMetric = ({ metrics }: Experiment): string => metrics.find((name) => name !== "loss") ?? "loss";

/** "cost after epoch 3: 0.0712  train 97.9%  test 97.6%  1.1 s". */
export function epochLine({ experiment }: StartEvent, event: EpochEvent): string {
  const name = mainMetric(experiment);
  const value = (part: "train" | "validation" | "test"): string[] => {
    const found = event[part]?.[name];
    return found === undefined ? [] : [`${part} ${metric(name, found)}`];
  };
  const number = String(event.epoch + 1).padStart(String(experiment.epochs).length);
  const parts = [
    `cost after epoch ${number}: ${cost(event.cost)}`,
    ...value("train"),
    ...value("validation"),
    ...value("test"),
    seconds(event.seconds),
  ];
  return parts.join("  ");
}
