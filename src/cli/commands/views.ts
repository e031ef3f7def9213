/** @file `views`: what a run's model confuses, as a table; with its pictures as JSON. */
import { Option } from "commander";
import { findRun } from "../../train/node/runFolder.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import { AnswersOfRun } from "../../views/node/answersOfRun.ts";
import { viewsOfRun } from "../../views/node/viewsOfRun.ts";
import type { Confusion, Views } from "../../views/views.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { count, percent } from "../format.ts";
import { jobOf, sourceOfRun } from "../source.ts";
import { answerPictures } from "../views/answer.ts";

interface Flags {
  readonly json?: true;
  /** For the server of the dashboard. */
  readonly answers?: true;
}

export const views: CommandDef = {
  name: "views",
  summary: "show which classes a run's model confuses",
  declare: (command, run) =>
    command
      .argument("<run>", "the run's folder, or last")
      .option("--json", "as JSON: the counts, the surest mistakes with their pictures, the first weights")
      .addOption(new Option("--answers", "answer pictures of the process that started this one").hideHelp())
      .action((word: string, flags: Flags) => run((console) => show(word, flags, console))),
};

async function show(word: string, { json, answers }: Flags, { out }: Console): Promise<number> {
  const folder = findRun(word);
  const job = jobOf(await sourceOfRun(folder));
  if (answers) {
    await answerPictures(() => AnswersOfRun.open(job, folder));
    return exitCode.done;
  }
  const seen = await viewsOfRun(job, folder);
  if (!seen) {
    throw new UsageError("The run has no checkpoint to look at", {
      where: folder,
      help: `train it first: evenkeel train --resume ${folder}`,
    });
  }
  out.write(json ? `${JSON.stringify(seen)}\n` : text(seen));
  return exitCode.done;
}

function text({ confusion, part, examples, step }: Views): string {
  const after = `after ${count(step, "step")}, on ${count(examples, `${part} example`)}`;
  if (!confusion) return `the model tells no classes apart (${after})\n`;
  const { counts } = confusion;
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const worst = pairs(confusion).slice(0, 5);
  const lines = worst.map(({ truth, answer, times }) => `  ${truth} taken for ${answer}: ${times}`);
  return `${[...table(confusion), "", `${percent(right / examples, 2)} right ${after}`, ...lines].join("\n")}\n`;
}

/** Rows are what an example is, columns what the model says. */
function table({ labels, counts }: Confusion): string[] {
  const width = Math.max(...labels.map((label) => label.length), ...counts.flat().map((n) => String(n).length));
  const line = (first: string, cells: readonly (string | number)[]): string =>
    [first.padStart(width), ...cells.map((cell) => String(cell || "·").padStart(width))].join(" ");
  return [
    line(
      "",
      labels.map((label) => label || " "),
    ),
    ...counts.map((row, i) => line(labels[i]!, row)),
  ];
}

function pairs({ labels, counts }: Confusion): { truth: string; answer: string; times: number }[] {
  return counts
    .flatMap((row, i) => row.map((times, j) => ({ truth: labels[i]!, answer: labels[j]!, times, wrong: i !== j })))
    .filter(({ wrong, times }) => wrong && times > 0)
    .sort((a, b) => b.times - a.times);
}
