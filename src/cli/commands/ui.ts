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
    command.option("--playground", "open the playground: train a network in the page, break it, see why");
    command.action((what: string, flags: UiFlags) =>
      run((console) => (flags.playground ? servePlayground(what, flags, console) : serveRuns(what, flags, console))),
    );
  },
};

interface UiFlags extends ServeFlags {
  readonly playground?: boolean;
}

const help = `
Examples:
  evenkeel ui                      the runs of ./runs
  evenkeel ui last                 the last run
  evenkeel ui --playground         a network that trains in the page, to be broken on purpose
  evenkeel train mnist --ui        a run while it trains

Only this machine can reach the page, and only with the link that is printed: it lets one browser in.
Ctrl-C ends the server; runs are not touched.
`;

async function serveRuns(what: string, flags: ServeFlags, console: Console): Promise<number> {
  const folder = folderOf(what);
  const isRun = existsSync(join(folder, runFiles.experiment));
  const runs = isRun ? 1 : listRuns(folder).length;
  const where = { folder, ...(isRun && { first: basename(folder) }) };
  return serveUntilStopped(where, `${isRun ? folder : `${count(runs, "run")} in ${folder}`}`, flags, console);
}

/** Needs no runs: where there are some, the dashboard is at the same server's "/". */
const servePlayground = (folder: string, flags: ServeFlags, console: Console): Promise<number> =>
  serveUntilStopped({ folder, opens: "playground" }, "the playground; nothing leaves this machine", flags, console);

async function serveUntilStopped(
  where: Parameters<typeof serve>[0],
  shown: string,
  flags: ServeFlags,
  { out, err }: Console,
): Promise<number> {
  const stopped = stopAsked();
  const server = await serve(where, flags, out);
  err.write(`${shown}, until Ctrl-C\n`);
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
