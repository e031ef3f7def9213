/** @file `train`: trains a data set's recipe, an experiment or a program, and shows how it goes. */
import type { Command } from "commander";
import { Option } from "commander";
import { show } from "../../experiment/fields.ts";
import { findRun } from "../../train/node/runFolder.ts";
import {
  type Prepared,
  prepareSession,
  runSession,
  type SessionOptions,
  type SessionOutcome,
  trainExperiment,
} from "../../train/node/session.ts";
import type { StopRequest } from "../../train/outcome.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import { type Configured, configure, type DeclaredSetting, provenance } from "../configure.ts";
import type { Console } from "../console.ts";
import { aligned } from "../format.ts";
import { settings } from "../settings.ts";
import { jobOf, readSource, type Source, sourceOfRun } from "../source.ts";
import { checkCard, tellingChecks } from "../train/checked.ts";
import { Dashboard } from "../train/dashboard.ts";
import { type Asked as AskedFor, divergenceCard, notLearningCard, stoppedText, summary } from "../train/end.ts";
import { fixRun } from "../train/fix.ts";
import { header } from "../train/lines.ts";
import { listenForStop } from "../train/signals.ts";
import { type View, viewFor } from "../train/views.ts";
import { type Watcher, watcher } from "../train/watch.ts";
import { declareServeFlags, type ServeFlags } from "../ui/serve.ts";

interface Flags extends ServeFlags {
  readonly ui?: true;
  readonly threads?: string;
  readonly device?: "cpu" | "webgpu";
  readonly resume?: string | true;
  readonly out?: string;
  readonly name?: string;
  readonly dryRun?: true;
  readonly printConfig?: true;
  readonly allowInexact?: true;
  readonly fix?: true;
  readonly failOn: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const train: CommandDef = {
  name: "train",
  summary: "train mnist, fashion-mnist, an experiment's JSON or a program",
  declare: (command, run) => {
    command.argument("[what]", "mnist, fashion-mnist, EXPERIMENT.json or PROGRAM.ts (default: mnist)");
    const declared = settings.map((setting) => ({ setting, option: new Option(setting.flags, setting.description) }));
    for (const { option } of declared) command.addOption(option);
    declareRunFlags(command);
    command.addHelpText("after", examples);
    command.action((what: string | undefined, flags: Flags) =>
      run((console) => trainCommand(what, flags, declared, console)),
    );
  },
};

const examples = `
Examples:
  evenkeel train                               MNIST to about 98% in a few seconds
  evenkeel train mnist --hidden 128 --lr 0.01  a smaller network
  evenkeel train experiment.json --seed 3      an experiment with one change
  evenkeel train --resume                      go on with the last run
  evenkeel train mnist --ui                    watch it in the browser
`;

function declareRunFlags(command: Command): void {
  command
    .option("--threads <n>", "of one op, or auto: results depend on it bit by bit")
    .addOption(new Option("--device <name>", "where it runs (default: cpu)").choices(["cpu", "webgpu"]))
    .option("--resume [run]", "go on with a run: its folder, or the last one")
    .option("--allow-inexact", "resume although versions or threads differ")
    .option("--fix", "where the run fails, find the cause, change what is proved and go on")
    .option("--out <folder>", "the run's folder (default: runs/TIME-NAME)")
    .option("--name <name>", "the run's name within runs")
    .option("--dry-run", "show what would be trained")
    .option("--print-config", "show every value and where it came from")
    .addOption(
      new Option("--fail-on <what>", "exit 3 where training diverges or learns nothing, or never")
        .choices(["error", "never"])
        .default("error"),
    )
    .option("--json", "one event a line on stdout")
    .option("-q, --quiet", "nothing but errors")
    .option("--ui", "show the run in the browser while it trains, and after it until Ctrl-C");
  declareServeFlags(command);
}

async function trainCommand(
  what: string | undefined,
  flags: Flags,
  declared: readonly DeclaredSetting[],
  console: Console,
): Promise<number> {
  const resumed = flags.resume === undefined ? null : resumedRun(what, flags);
  const source = resumed ? await sourceOfRun(resumed, what) : await readSource(what ?? "mnist");
  const configured = configure(source, declared, { ...flags });
  if (flags.printConfig) return printConfig(configured, source, flags, console);
  const options: SessionOptions = {
    ...threadsFrom(flags),
    ...(flags.device !== undefined && { device: flags.device }),
    ...(flags.out !== undefined && { folder: { out: flags.out } }),
    ...(flags.name !== undefined && { folder: { name: flags.name } }),
    ...(resumed && { resume: { folder: resumed, allowOtherFacts: flags.allowInexact ?? false } }),
  };
  const word = resumed ?? source.name;
  return session(configured, options, { ...flags, word, changed: configured.given.length > 0 }, console);
}

function threadsFrom({ threads }: Flags): Pick<SessionOptions, "threads"> {
  if (threads === undefined) return {};
  const value = Number(threads);
  if (threads !== "auto" && !(Number.isInteger(value) && value >= 1)) {
    throw new UsageError(`--threads must be a whole number of 1 or more, or auto, not ${JSON.stringify(threads)}`);
  }
  return { threads: threads === "auto" ? "auto" : value };
}

function resumedRun(what: string | undefined, { resume, out, name }: Flags): string {
  if (out !== undefined || name !== undefined) {
    throw new UsageError("A run that is resumed stays in its folder", { help: "leave out --out and --name" });
  }
  // `train --resume RUN` and `train RUN --resume` are both typed.
  const isRun = resume === true && what !== undefined && !/\.(m?[tj]s|json)$/.test(what);
  return findRun(isRun ? what : resume === true ? "last" : resume!);
}

function printConfig(configured: Configured, source: Source, { json }: Flags, { out }: Console): number {
  const values = provenance(configured, source.draft);
  if (json) {
    out.write(
      `${JSON.stringify(Object.fromEntries(values.map(({ path, value, from }) => [path, { value, from }])), null, 2)}\n`,
    );
    return exitCode.done;
  }
  const texts = values.map(({ value }) => show(value));
  const width = Math.min(30, Math.max(...texts.map(({ length }) => length)));
  const rows = values.map(({ path, from }, i): [string, string] => {
    return [path, `${texts[i]!.padEnd(width)}  ${out.paint("dim", from)}`];
  });
  out.write(`${aligned(rows, "").join("\n")}\n`);
  return exitCode.done;
}

type Asked = Flags & AskedFor;

/** Of the time, for measurements that only the page shows: a run that is watched may take 2% more. */
const shareOfLooking = 0.015;

async function session(
  configured: Configured,
  options: SessionOptions,
  asked: Asked,
  console: Console,
): Promise<number> {
  const view = viewFor(asked.json ? "json" : asked.quiet ? "quiet" : "lines", console, asked.word);
  const signalled = listenForStop((reason) => {
    if (dashboard?.isLast) dashboard.leave();
    else view.say(reason === "interrupted" ? `${stopping} (Ctrl-C again to quit now)` : stopping);
  });
  const silent = asked.json || asked.quiet;
  const channel = silent ? console.err : { ...console.err, write: (text: string) => view.say(text.trimEnd()) };
  const dashboard = asked.ui ? new Dashboard(asked, channel, signalled) : null;
  const stopRequested = dashboard?.stopRequested ?? signalled;
  const watching = watcher();
  const watch: Watcher["watch"] = (event, folder) => {
    dashboard?.see(event, folder);
    return watching.watch(event, folder);
  };
  const watched = asked.ui && { health: { closeWithin: shareOfLooking } };
  const all: SessionOptions = { ...options, ...watched, observe: view.observe, watch, stopRequested };
  // A run that will be repaired is not trained to its end.
  const givesUp = (): StopRequest | null => stopRequested() ?? (watching.findings.length > 0 ? "symptom" : null);
  let prepared: Prepared | null = null;
  try {
    prepared = await prepareSession(jobOf(configured.source, configured.experiment), all);
    if (asked.dryRun) return dryRun(prepared, asked, console);
    const told = silent ? all : tellingChecks(all, view, checkCard(prepared, asked.word, console.err));
    const result = await runSession(prepared, asked.fix ? { ...told, stopRequested: givesUp } : told);
    const fixes = asked.fix && hasFailed(result);
    if (fixes || dashboard) await prepared.engine.dispose();
    const code = fixes
      ? await fixAndGoOn(result, { configured, all, view, asked, watching }, console)
      : ended(result, { view, asked, watching }, console);
    await dashboard?.finish();
    return code;
  } finally {
    view.stop();
    await dashboard?.close();
    await prepared?.engine.dispose();
  }
}

const stopping = "stopping after this step…";

/** Whether the run came to an end, and not to a good one. */
const hasFailed = ({ outcome: { stopped }, notLearning, end }: SessionOutcome): boolean =>
  stopped === "diverged" ||
  stopped === "symptom" ||
  (stopped !== "interrupted" && stopped !== "terminated" && (notLearning !== null || end.goalReached === false));

interface Shown {
  readonly view: View;
  readonly asked: Asked;
  readonly watching: Watcher;
}

interface Going extends Shown {
  readonly configured: Configured;
  readonly all: SessionOptions;
}

/** Diagnoses the failed run and trains it again with what was proved; where nothing was, it goes on as it was. */
async function fixAndGoOn(result: SessionOutcome, going: Going, console: Console): Promise<number> {
  const { configured, all, view, asked } = going;
  const say = (text: string): void => {
    if (!asked.json && !asked.quiet) view.say(text);
  };
  const signal = {
    get aborted(): boolean {
      return (all.stopRequested?.() ?? null) !== null;
    },
  };
  const { repair, text } = await fixRun(result, configured.source, say, signal);
  say(text);
  if (!repair && (result.outcome.stopped !== "symptom" || signal.aborted)) return ended(result, going, console);
  const job = jobOf(configured.source, repair?.experiment ?? result.start.experiment);
  const resume = { folder: result.folder, allowOtherFacts: true };
  // What was told of a run that goes on unchanged is not told again.
  const watching = repair ? watcher() : going.watching;
  const watch = repair ? watching.watch : () => [];
  const findings = repair ? [repair.finding] : [];
  const again = await trainExperiment(job, { ...all, watch, resume, findings });
  return ended(again, { ...going, watching, asked: { ...asked, word: result.folder } }, console);
}

function dryRun({ start }: Prepared, { word, json }: Asked, { out }: Console): number {
  out.write(
    json ? `${JSON.stringify(start)}\n` : `${header(start, word, out)}dry run: nothing was trained or written\n`,
  );
  return exitCode.done;
}

function ended(result: SessionOutcome, { view, asked, watching }: Shown, { out, err }: Console): number {
  view.stop();
  const { stopped } = result.outcome;
  const speaks = !asked.json && !asked.quiet;
  if (stopped === "diverged") {
    if (!asked.json) err.write(divergenceCard(result, err));
    return asked.failOn === "never" ? exitCode.done : exitCode.notLearning;
  }
  if (stopped === "interrupted" || stopped === "terminated" || stopped === "symptom") {
    if (speaks) err.write(`${stoppedText(result)}\n`);
    return stopped === "terminated" ? exitCode.terminated : exitCode.interrupted;
  }
  if (speaks) err.write("\n");
  if (speaks) out.write(summary(result, asked, out));
  if (result.saveFailure) return result.saveFailure.exitCode;
  if (!result.notLearning) return exitCode.done;
  if (!asked.json) err.write(`\n${notLearningCard(result, watching.findings, err)}`);
  return asked.failOn === "never" ? exitCode.done : exitCode.notLearning;
}
