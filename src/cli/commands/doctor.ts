/** @file `doctor`: finds why a run fails by replaying it with changes, and shows what repairs it. */
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type Command, Option } from "commander";
import type { Diagnosis } from "../../doctor/5-report/diagnosis.ts";
import { renderHtml } from "../../doctor/5-report/html.ts";
import { renderJson } from "../../doctor/5-report/json.ts";
import { renderMarkdown } from "../../doctor/5-report/markdown.ts";
import { type Report, type ReportOptions, reportOf } from "../../doctor/5-report/report.ts";
import { renderText } from "../../doctor/5-report/text.ts";
import type { DiagnosisOutcome } from "../../doctor/node/doctor.ts";
import { diagnoseSource } from "../../doctor/node/doctor.ts";
import type { RunEvent } from "../../record/events.ts";
import { parseEvents } from "../../record/reader.ts";
import { findRun, runFiles } from "../../train/node/runFolder.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import { hasUnicode, inAscii } from "../channel.ts";
import type { CommandDef } from "../command.ts";
import { type Console, commandName } from "../console.ts";
import { writeExperiment, writeText } from "../doctor/files.ts";
import { parseGoal } from "../doctor/goal.ts";
import { stoppable } from "../doctor/interrupt.ts";
import { placeIn } from "../doctor/places.ts";
import { type ProgressView, progressOn, silent, toParent } from "../doctor/progress.ts";
import { checkMeasurable, checkReadable } from "../doctor/readable.ts";
import { experimentFrom, readSource, type Source } from "../source.ts";
import { failuresCard } from "../train/checked.ts";

interface Flags {
  readonly goal?: string;
  readonly budget: string;
  readonly json?: true;
  readonly markdown?: true;
  readonly html?: string;
  readonly write?: string;
}

export const doctor: CommandDef = {
  name: "doctor",
  summary: "find why a run fails by replaying it with changes, and prove it",
  declare: (command, run) => {
    declareFlags(command);
    command.action((what: string, flags: Flags) => run((console) => doctorCommand(what, flags, console)));
  },
};

const help = `
Examples:
  evenkeel doctor experiment.json                          what is wrong, and what repairs it
  evenkeel doctor experiment.json --goal "accuracy>=0.95"  another goal than the file states
  evenkeel doctor last --html report.html                  the last run, as a page to pass on
  evenkeel doctor experiment.json --write repaired.json && evenkeel train repaired.json

Exit codes: 0 the run reaches its goal, 3 it does not, whatever was found, 2 usage or a malformed experiment,
4 data that cannot be read, 130 stopped by Ctrl-C.
`;

function declareFlags(command: Command): void {
  command
    .argument("<what>", "EXPERIMENT.json, a run's folder, last, or PROGRAM.ts")
    .option("--goal <goal>", 'what the run should reach: "accuracy>=0.95", "test accuracy>=95%", "relative-mse<=0.1"')
    .option("--budget <seconds>", "time for replays", "60")
    .option("--json", "as JSON")
    .addOption(new Option("--markdown", "as Markdown, to paste into an issue").conflicts("json"))
    .option("--html <file>", "write the report as one HTML file as well")
    .option("--write <file>", "write the repaired experiment")
    .addHelpText("after", help);
}

async function doctorCommand(what: string, flags: Flags, console: Console): Promise<number> {
  const budgetSeconds = budgetOf(flags.budget);
  const source = withGoal(await readSource(what === "last" ? findRun(what) : what), flags.goal);
  if (flags.write !== undefined && source.formulas) {
    throw new UsageError("The repaired experiment of a program cannot be written", {
      found: "its formulas are no part of an experiment",
      help: "leave out --write: the report says what to change",
    });
  }
  const view = flags.json ? forPrograms() : progressOn(console.err, budgetSeconds);
  const examined = await examine(source, { budgetSeconds, view });
  if (!examined.outcome) {
    if (!flags.json) console.err.write(`${examined.known}\n`);
    return examined.stop();
  }
  show(examined.outcome, { source, flags, stopped: examined.stopped !== null }, console);
  if (examined.stopped) return exitCode[examined.stopped];
  return examined.outcome.diagnosis.verdict === "healthy" ? exitCode.done : exitCode.notLearning;
}

/** A page that has the doctor look shows how far it is. */
const forPrograms = (): ProgressView => (process.send ? toParent((text) => void process.send?.(text)) : silent);

function budgetOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new UsageError(`--budget must be a number of seconds above 0, not ${JSON.stringify(text)}`);
}

/** A goal that is typed replaces the one that is written, on the same part of the data where it names none. */
function withGoal(source: Source, text: string | undefined): Source {
  if (text === undefined) return source;
  const goal = parseGoal(text);
  const { goal: written } = source.draft as { readonly goal?: { readonly on?: unknown } | null };
  const on = goal.on ?? written?.on;
  return { ...source, draft: { ...source.draft, goal: { ...goal, ...(on !== undefined && { on }) } } };
}

interface Examination {
  readonly budgetSeconds: number;
  readonly view: ProgressView;
}

async function examine(source: Source, { budgetSeconds, view }: Examination): ReturnType<typeof stoppable> {
  const { name, baseFolder, program, formulas } = source;
  try {
    const experiment = experimentFrom(source);
    checkReadable(experiment, baseFolder);
    checkMeasurable(experiment);
    return await stoppable(view, (signal, onProgress) =>
      diagnoseSource({
        name,
        experiment,
        baseFolder,
        program,
        formulas,
        events: recordOf(name),
        budgetSeconds,
        signal,
        onProgress,
      }),
    );
  } finally {
    view.stop();
  }
}

/** The record of a run's folder; null for what was not run yet. */
function recordOf(name: string): readonly RunEvent[] | null {
  const path = join(name, runFiles.record);
  return existsSync(path) ? parseEvents(readFileSync(path, "utf8"), path).events : null;
}

interface Asked {
  readonly source: Source;
  readonly flags: Flags;
  /** Whether the user did not wait for the end. */
  readonly stopped: boolean;
}

function show({ diagnosis, events, checked }: DiagnosisOutcome, asked: Asked, { out, err }: Console): void {
  const { source, flags, stopped } = asked;
  const written = writeRepaired(diagnosis, source, flags.write);
  const report = reportFor(diagnosis, source, { stopped, ...(written && { written }) });
  if (flags.html !== undefined) writeText(flags.html, renderHtml({ diagnosis, report, events }));
  if (flags.json) {
    out.write(renderJson(diagnosis));
    return;
  }
  const seen = checked && failuresCard(checked, source.name, err);
  if (seen) err.write(`${seen}\n`);
  if (flags.markdown) out.write(renderMarkdown(report));
  else out.write(renderText(inLetters(report), { columns: out.live ? out.columns() : 100, paint: out.paint }));
  if (written) err.write(`the repaired experiment is written to ${written}\n`);
  else if (flags.write !== undefined) err.write(`nothing is written to ${flags.write}: there is no change to make\n`);
  if (flags.html !== undefined) err.write(`the report is written to ${flags.html}\n`);
}

function writeRepaired({ recommended }: Diagnosis, { baseFolder }: Source, file?: string): string | null {
  if (!recommended || file === undefined) return null;
  writeExperiment(file, recommended.experiment, baseFolder);
  return file;
}

function reportFor(
  diagnosis: Diagnosis,
  { name }: Source,
  options: Pick<ReportOptions, "stopped" | "written">,
): Report {
  const isFile = extname(name) === ".json" && existsSync(name);
  const place = isFile ? { place: placeIn(name, readFileSync(name, "utf8")) } : {};
  return reportOf(diagnosis, { command: commandName(), source: name, ...place, ...options });
}

/** The report in letters that the terminal has, before it is laid out: their number may differ. */
const inLetters = (report: Report): Report => (hasUnicode() ? report : withTexts(report, inAscii));

/** The same value with each of its texts changed. */
function withTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTexts(item, change)])) as T;
}
