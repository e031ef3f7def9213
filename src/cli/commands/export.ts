/** @file `export`: writes a run's model as an ONNX file. */
import { join } from "node:path";
import { exportRun } from "../../train/node/exportRun.ts";
import { findRun, runFiles } from "../../train/node/runFolder.ts";
import { exitCode } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { count } from "../format.ts";
import { jobOf, sourceOfRun } from "../source.ts";

interface Flags {
  readonly out?: string;
  readonly json?: true;
}

export const exportCommand: CommandDef = {
  name: "export",
  summary: "write a run's model as an ONNX file",
  declare: (command, run) =>
    command
      .argument("<run>", "the run's folder, or last")
      .option("--out <file>", "the file to write (default: model.onnx in the run's folder)")
      .option("--json", "the result as JSON")
      .action((word: string, flags: Flags) => run((console) => exportIt(word, flags, console))),
};

async function exportIt(word: string, { out, json }: Flags, console: Console): Promise<number> {
  const folder = findRun(word);
  const job = jobOf(await sourceOfRun(folder));
  const { path, step } = await exportRun(job, folder, out ?? join(folder, runFiles.model));
  console.out.write(
    json ? `${JSON.stringify({ model: path, step, run: folder })}\n` : `${path}, trained for ${count(step, "step")}\n`,
  );
  return exitCode.done;
}
