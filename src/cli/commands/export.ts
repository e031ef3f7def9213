/** @file `export`: writes a run's model as an ONNX file, or the whole run as one HTML file. */
import { join } from "node:path";
import { exportRun } from "../../train/node/exportRun.ts";
import { findRun, readRunFolder, runFiles } from "../../train/node/runFolder.ts";
import { exportPage } from "../../ui/exportPage.ts";
import { Runs } from "../../ui/runs.ts";
import { EvenkeelError, exitCode, UsageError } from "../../util/errors.ts";
import { viewsOfRun } from "../../views/node/viewsOfRun.ts";
import type { Views } from "../../views/views.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { writeText } from "../doctor/files.ts";
import { count } from "../format.ts";
import { jobOf, sourceOfRun } from "../source.ts";

interface Flags {
  readonly out?: string;
  readonly html?: string;
  readonly json?: true;
}

export const exportCommand: CommandDef = {
  name: "export",
  summary: "write a run's model as an ONNX file, or the run as an HTML file",
  declare: (command, run) =>
    command
      .argument("<run>", "the run's folder, or last")
      .option("--out <file>", "the file to write (default: model.onnx in the run's folder)")
      .option("--html <file>", "write what the dashboard shows as one file that opens anywhere")
      .option("--json", "the result as JSON")
      .action((word: string, flags: Flags) => run((console) => exportIt(word, flags, console))),
};

async function exportIt(word: string, { out, html, json }: Flags, console: Console): Promise<number> {
  const folder = findRun(word);
  if (html !== undefined) {
    if (out !== undefined) throw new UsageError("--out and --html are two exports", { help: "ask for one at a time" });
    return exportHtml(folder, html, console, json ?? false);
  }
  const job = jobOf(await sourceOfRun(folder));
  const { path, step } = await exportRun(job, folder, out ?? join(folder, runFiles.model));
  console.out.write(
    json ? `${JSON.stringify({ model: path, step, run: folder })}\n` : `${path}, trained for ${count(step, "step")}\n`,
  );
  return exitCode.done;
}

async function exportHtml(folder: string, file: string, { out, err }: Console, json: boolean): Promise<number> {
  readRunFolder(folder);
  const state = await new Runs(folder).state(folder);
  const seen = await viewsFor(folder, err.write);
  writeText(file, await exportPage({ folder, state, views: seen && JSON.stringify(seen) }));
  out.write(json ? `${JSON.stringify({ html: file, run: folder })}\n` : `${file}\n`);
  return exitCode.done;
}

/** Data or programs that are gone are no reason not to show what is recorded. */
async function viewsFor(folder: string, say: (text: string) => void): Promise<Views | null> {
  try {
    return await viewsOfRun(jobOf(await sourceOfRun(folder)), folder);
  } catch (error) {
    if (!(error instanceof EvenkeelError)) throw error;
    say(`without its pictures: ${error.message}\n`);
    return null;
  }
}
