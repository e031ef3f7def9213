/** @file `runs`: lists the runs of a folder with what came of them. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { RunRecord } from "../../record/reader.ts";
import { readRecord } from "../../record/reader.ts";
import { listRuns, runFiles, runsFolder } from "../../train/node/runFolder.ts";
import { EvenkeelError, exitCode } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { metric, seconds } from "../format.ts";
import { mainMetric } from "../train/lines.ts";

interface Flags {
  readonly json?: true;
}

export const runs: CommandDef = {
  name: "runs",
  summary: "list the runs with what came of them",
  declare: (command, run) =>
    command
      .argument("[folder]", "where the runs lie", runsFolder)
      .option("--json", "one run a line as JSON")
      .action((folder: string, flags: Flags) => run(async (console) => listThem(folder, flags, console))),
};

interface Listed {
  readonly folder: string;
  readonly data: string;
  readonly epochs: number;
  readonly of: number;
  readonly metric: string;
  readonly test: number | null;
  readonly train: number | null;
  readonly seconds: number;
  /** How it ended; "running" where it did not. */
  readonly stopped: string;
}

function listThem(within: string, { json }: Flags, { out, err }: Console): number {
  const listed: Listed[] = [];
  for (const folder of listRuns(within)) {
    try {
      const path = join(folder, runFiles.record);
      listed.push(listedRun(folder, readRecord(readFileSync(path, "utf8"), path)));
    } catch (error) {
      const message = error instanceof EvenkeelError ? error.message : (error as Error).message;
      err.write(`${folder}: ${message}\n`);
    }
  }
  if (json) for (const run of listed) out.write(`${JSON.stringify(run)}\n`);
  else if (listed.length > 0) out.write(`${table(listed, out.paint).join("\n")}\n`);
  else err.write(`there are no runs in ${within}\n`);
  return exitCode.done;
}

function listedRun(folder: string, { start, epochs, end }: RunRecord): Listed {
  const name = mainMetric(start.experiment);
  const last = end ?? epochs.at(-1);
  return {
    folder,
    data: start.data.name,
    epochs: epochs.length,
    of: start.experiment.epochs,
    metric: name,
    test: last?.test?.[name] ?? null,
    train: last?.train[name] ?? null,
    seconds: end?.seconds ?? epochs.reduce((sum, epoch) => sum + epoch.seconds, 0),
    stopped: end?.stopped ?? "running or killed",
  };
}

function table(listed: readonly Listed[], paint: (format: "dim", text: string) => string): string[] {
  const shown = (run: Listed, value: number | null): string => (value === null ? "" : metric(run.metric, value, 2));
  const rows = listed.map((run) => [
    basename(run.folder),
    run.data,
    `${run.epochs} of ${run.of}`,
    shown(run, run.test),
    shown(run, run.train),
    seconds(run.seconds),
    run.stopped,
  ]);
  const head = ["run", "data", "epochs", "test", "train", "time", "ended"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  return [paint("dim", line(head)), ...rows.map(line)];
}
