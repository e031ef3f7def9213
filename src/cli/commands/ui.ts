/** @file `ui`: shows runs in a browser, live or saved. */
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { findRun, listRuns, runFiles, runsFolder } from "../../train/node/runFolder.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { count } from "../format.ts";
import { declareServeFlags, type ServeFlags, serve, stopAsked } from "../ui/serve.ts";

export const ui: CommandDef = {
  name: "ui",
  summary: "show runs in the browser, live or saved",
  declare: (command, run) => {
    command.argument("[what]", "a run, last, or a folder of runs", runsFolder);
    declareServeFlags(command);
    command.addHelpText("after", help);
    command.action((what: string, flags: ServeFlags) => run((console) => serveRuns(what, flags, console)));
  },
};

const help = `
Examples:
  evenkeel ui                      the runs of ./runs
  evenkeel ui last                 the last run
  evenkeel train mnist --ui        a run while it trains

Only this machine can reach the page, and only with the link that is printed: it lets one browser in.
Ctrl-C ends the server; runs are not touched.
`;

async function serveRuns(what: string, flags: ServeFlags, { out, err }: Console): Promise<number> {
  const folder = folderOf(what);
  const isRun = existsSync(join(folder, runFiles.experiment));
  const runs = isRun ? 1 : listRuns(folder).length;
  const stopped = stopAsked();
  const server = await serve({ folder, ...(isRun && { first: basename(folder) }) }, flags, out);
  err.write(`${isRun ? folder : `${count(runs, "run")} in ${folder}`}, until Ctrl-C\n`);
  const reason = await stopped;
  await server.close();
  return reason === "terminated" ? exitCode.terminated : exitCode.done;
}

/** A folder that is there, else a run by its name. */
function folderOf(what: string): string {
  const folder = what === "last" || !existsSync(what) ? found(what) : what;
  if (statSync(folder).isDirectory()) return folder;
  throw new UsageError("This is no folder", { where: what, help: "give a run, or a folder that holds runs" });
}

function found(what: string): string {
  const folder = findRun(what);
  if (existsSync(folder)) return folder;
  const isUsual = what === runsFolder;
  throw new UsageError(isUsual ? "There are no runs here yet" : `There is no run or folder "${what}"`, {
    where: folder,
    help: isUsual ? "start one and watch it: evenkeel train mnist --ui" : "list the runs: evenkeel runs",
  });
}
