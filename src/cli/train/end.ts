/** @file How `train` ends: the summary with what to do next, the card of a divergence, the command to go on. */
import type { EndEvent, FindingEvent, StartEvent } from "../../record/events.ts";
import { describeOrigin, failureTitle } from "../../train/describeFailure.ts";
import type { SessionOutcome } from "../../train/node/session.ts";
import type { Failure } from "../../train/outcome.ts";
import type { Channel } from "../channel.ts";
import { commandName } from "../console.ts";
import { aligned, count, metric, seconds, whole, wrapped } from "../format.ts";
import { card, sourceExcerpt } from "../report.ts";
import { mainMetric } from "./lines.ts";
import { doctorCommand } from "./watch.ts";

/** How the run was asked for: what further commands are made of. */
export interface Asked {
  /** As typed: "mnist", "experiment.json". */
  readonly word: string;
  /** Whether flags changed what the word stands for. */
  readonly changed: boolean;
}

const parts = ["train", "validation", "test"] as const;

function metricRows(start: StartEvent, end: EndEvent): [string, string][] {
  const name = mainMetric(start.experiment);
  const rows: [string, string][] = [];
  for (const part of [...parts].reverse()) {
    const value = end[part]?.[name];
    if (value === undefined) continue;
    const examples = start.data[part];
    const wrong = name === "accuracy" ? `  (${whole((1 - value) * examples)} of ${whole(examples)} wrong)` : "";
    rows.push([`${part} ${name}`, `${metric(name, value, 2)}${wrong}`]);
  }
  return rows;
}

function goalRow({ experiment: { goal } }: StartEvent, { goalReached }: EndEvent): [string, string][] {
  if (!goal || goalReached === null) return [];
  const bound =
    goal.atLeast !== null
      ? `at least ${metric(goal.metric, goal.atLeast)}`
      : `at most ${metric(goal.metric, goal.atMost!)}`;
  return [["goal", `${goalReached ? "reached" : "not reached"}: ${goal.on} ${goal.metric} ${bound}`]];
}

/** On stdout, after a run that came to its end. */
export function summary(
  { start, end, folder, outcome, notLearning }: SessionOutcome,
  asked: Asked,
  { paint }: Pick<Channel, "paint">,
): string {
  const epochs = count(end.epoch + 1, "epoch");
  const early = outcome.stopped === "early-stopping" ? ", stopped early: no improvement" : "";
  const rows: [string, string][] = [
    ...metricRows(start, end),
    ...goalRow(start, end),
    ["run", folder],
    ...(end.model ? ([["model", end.model]] as [string, string][]) : []),
  ];
  const lines = aligned(rows);
  const [first, ...rest] = lines;
  const shown = [paint("bold", first!), ...rest];
  const before = start.resumedAt === start.totalSteps ? "already " : "";
  return `${paint("green", "✓")} ${before}trained ${epochs} in ${seconds(end.seconds)}${early}\n\n${shown.join("\n")}\n\n${next(start, end, { folder, isExplained: notLearning !== null }, asked)}`;
}

/** Commands that work as they are. */
function next(
  { experiment: { epochs } }: StartEvent,
  { model, goalReached }: EndEvent,
  { folder, isExplained }: { readonly folder: string; readonly isExplained: boolean },
  { word, changed }: Asked,
): string {
  const me = commandName();
  const same = changed ? folder : word;
  const rows: [string, string][] = [
    ["train longer", `${me} train ${same} --epochs ${Math.max(10, 2 * epochs)}`],
    ["see the formulas and their stable forms", `${me} graph ${same}`],
    ["compare with earlier runs", `${me} runs`],
  ];
  if (goalReached === false && !isExplained) rows.unshift(["find out why the goal is missed", doctorCommand(folder)]);
  if (model === null) rows.splice(-2, 0, ["write the ONNX model", `${me} export ${folder}`]);
  return `next\n${aligned(rows).join("\n")}\n`;
}

const resumeCommand = (folder: string): string => `${commandName()} train --resume ${folder}`;

/** After a stop by a signal. */
export function stoppedText({ end, start, folder, checkpoint }: SessionOutcome): string {
  const done = `stopped after step ${whole(end.step)} of ${whole(start.totalSteps)}`;
  if (checkpoint === null) return `${done}; nothing could be saved`;
  return `${done}, saved in ${checkpoint.path}\nto go on: ${resumeCommand(folder)}`;
}

/** After divergence: which op, in which layer, at which step, the number against its limit, what to do. */
export function divergenceCard({ start, outcome, checkpoint, folder }: SessionOutcome, channel: Channel): string {
  const failure = outcome.failure!;
  const { origin } = failure;
  const rows: [string, string][] = [
    ["step", `${whole(failure.step + 1)} of ${whole(start.totalSteps)}, in epoch ${failure.epoch + 1}`],
  ];
  if (origin) {
    rows.push(["op", fitted(describeOrigin(origin), channel)]);
    if (origin.via.length > 0) rows.push(["layer", origin.via.join(", ")]);
    const { site } = origin;
    if (site)
      rows.push([
        "line",
        [`${site.file}:${site.line}:${site.column}`, sourceExcerpt(site, channel.paint) ?? ""].join("\n").trimEnd(),
      ]);
  }
  rows.push([
    "help",
    remedies(start, failure)
      .map((line) => channel.paint("cyan", line))
      .join("\n"),
  ]);
  if (checkpoint) {
    rows.push(["saved", `the state after step ${whole(checkpoint.step)}, the last good one, in ${checkpoint.path}`]);
  }
  rows.push(investigation(folder, channel));
  return card(channel, `training diverged: ${failureTitle(failure)}`, rows);
}

/** On a terminal in lines that fit; in a file as one line, to be searched. */
const fitted = (text: string, { live, columns }: Channel): string =>
  live ? wrapped(text, Math.max(40, columns() - 9)) : text;

const investigation = (folder: string, { paint }: Channel): [string, string] => [
  "next",
  paint("cyan", doctorCommand(folder)),
];

/**
 * After a run that came to its end and learned nothing: what was found, what was seen on the way, and what is usually
 * behind it.
 */
export function notLearningCard(
  { start, notLearning, outcome, folder }: SessionOutcome,
  seen: readonly FindingEvent[],
  channel: Channel,
): string {
  const { optimizer, data } = start.experiment;
  const largest = Math.max(Math.abs(start.data.inputMin), Math.abs(start.data.inputMax));
  const isUnscaled = data.inputScaling === "none" && largest > 10;
  const rate = (factor: number): number => Number((optimizer.learningRate * factor).toPrecision(2));
  const isSlow = seen.some(({ id }) => id === "small-updates");
  const help = [
    ...(isUnscaled ? ['scale the inputs: "inputScaling": "standardize"'] : []),
    `try ${isSlow ? "a larger" : "another"} learning rate: --lr ${isSlow ? rate(1000) : `${rate(0.1)} or ${rate(10)}`}`,
  ];
  const rows: [string, string][] = [["found", fitted(notLearning!.message, channel)]];
  if (seen.length > 0)
    rows.push(["seen", seen.map(({ step, message }) => `step ${whole(step)}: ${message}`).join("\n")]);
  rows.push(["help", help.map((line) => channel.paint("cyan", line)).join("\n")], investigation(folder, channel));
  return card(channel, `not learning after ${whole(outcome.step)} steps`, rows);
}

function remedies({ experiment, data }: StartEvent, { step }: Failure): string[] {
  const result: string[] = [];
  if (experiment.rewrites === "off") result.push("compute the stable forms of the formulas: --rewrites on");
  const { learningRate, schedule, clipNorm } = experiment.optimizer;
  // At the first step no update has been made.
  if (step > 0) result.push(`lower the learning rate: --lr ${Number((learningRate / 10).toPrecision(2))} (a tenth)`);
  const largest = Number(Math.max(Math.abs(data.inputMin), Math.abs(data.inputMax)).toPrecision(4));
  const unscaled = experiment.data.inputScaling === "none" && largest > 10;
  if (unscaled) result.push(`scale the inputs, which reach ${largest}: "inputScaling": "standardize"`);
  if (step === 0 && result.length === 0) result.push("look at the scale of the first weights and of the inputs");
  if (step > 0 && clipNorm === null && schedule.warmup === 0)
    result.push('or clip large gradients: "clipNorm": 1 in the optimizer');
  return result;
}
