/** @file `check`: says before training where a graph can overflow, divide by zero or leave a function's domain. */
import { relative } from "node:path";
import type { Command } from "commander";
import { type CheckResult, check as checkSubject, isFailure } from "../../check/check.ts";
import { confirmed } from "../../check/node/confirm.ts";
import { witnessText } from "../../check/replay.ts";
import { renderJson } from "../../check/report/json.ts";
import { renderText } from "../../check/report/text.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import { writeFile } from "../check/files.ts";
import { fixModel, repairText } from "../check/fixModel.ts";
import { replayFile } from "../check/replayFile.ts";
import { subjectOf } from "../check/subjectOf.ts";
import type { CommandDef } from "../command.ts";
import { type Console, commandName } from "../console.ts";
import { wrapped } from "../format.ts";
import { sourceExcerpt } from "../report.ts";

interface Flags {
  readonly ranges?: string;
  readonly dim: readonly string[];
  readonly flushToZero?: true;
  readonly json?: true;
  readonly fix?: string;
  readonly witness?: string;
  readonly replay?: string;
}

const help = `
Examples:
  evenkeel check model.onnx --ranges ranges.json     for all inputs and weights in the ranges
  evenkeel check model.onnx --dim batch=8            a size that the model leaves open
  evenkeel check model.onnx --fix repaired.onnx      with the stable form of what can be repaired
  evenkeel check experiment.json                     with the ranges of its data, before training
  evenkeel check model.onnx --witness found.json && evenkeel check --replay found.json

ranges.json: {"inputs": {"x": {"lo": 0, "hi": 1, "role": "input"}, "W": {"lo": -0.5, "hi": 0.5, "role": "weight"}},
"loss": "cost"}. Initializers that are named are varied, the others are constants.

Exit codes: 0 no defect, 1 a defect is left (of an experiment: that its rewrites do not repair), 2 usage, 4 a file or ranges that
cannot be read. Advice and what needs flushed subnormals never fail.
`;

export const check: CommandDef = {
  name: "check",
  summary: "find numerical defects of an ONNX model, experiment or program without running it",
  declare: (command, run) => {
    declareFlags(command);
    command.action((what: string | undefined, flags: Flags) => run((console) => checkCommand(what, flags, console)));
  },
};

function declareFlags(command: Command): void {
  command
    .argument("[what]", "MODEL.onnx, EXPERIMENT.json, PROGRAM.ts, mnist or fashion-mnist")
    .option("--ranges <file>", "what inputs and weights may be, as JSON")
    .option("--dim <name=size>", "size of a dimension that the model leaves open", collected, [])
    .option("--flush-to-zero", "take subnormal numbers for 0, as TensorFlow does")
    .option("--fix <file>", "write the ONNX model with the stability rewrites that take defects away")
    .option("--witness <file>", "write the inputs that show the defects")
    .option("--replay <file>", "run the inputs of such a file again")
    .option("--json", "as JSON")
    .addHelpText("after", help);
}

const collected = (value: string, before: readonly string[]): string[] => [...before, value];

async function checkCommand(what: string | undefined, flags: Flags, console: Console): Promise<number> {
  if (flags.replay !== undefined) return replayFile(flags.replay, what, flags.json === true, console);
  if (what === undefined) throw new UsageError("What is to be checked?", { help: "evenkeel check MODEL.onnx" });
  const flushToZero = flags.flushToZero === true;
  const asked = { ranges: flags.ranges, dims: dimsFrom(flags.dim) };
  const subject = await subjectOf(what, asked);
  const result = await confirmed(checkSubject(subject, { flushToZero }));
  if (flags.witness !== undefined) writeFile(flags.witness, witnessText(result, what, flushToZero));
  const repair = flags.fix === undefined ? null : await fixModel(what, flags.fix, { ...asked, result, flushToZero });
  console.out.write(flags.json ? renderJson(result, repair) : text(result, console));
  if (!flags.json) {
    if (repair) console.out.write(repairText(repair, flags.fix!));
    if (flags.witness !== undefined) console.err.write(said(flags.witness, result));
  }
  const left = repair ? repair.remaining : result.findings;
  return left.some(isFailure) ? exitCode.bug : exitCode.done;
}

const text = (result: CheckResult, { out }: Console): string =>
  renderText(result, {
    paint: out.paint,
    excerpt: (site) => sourceExcerpt(site, out.paint),
    near,
    ...(out.live && { wrap: (line, indentation) => wrapped(line, out.columns() - indentation).split("\n") }),
  });

/** From where the command was called. */
function near(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function dimsFrom(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    texts.map((each) => {
      const [, name, size] = /^(.+)=(\d+)$/.exec(each) ?? [];
      if (name !== undefined && Number(size) >= 1) return [name, Number(size)];
      throw new UsageError(`--dim must be a name and a whole number of 1 or more, not ${JSON.stringify(each)}`, {
        help: "--dim batch=8",
      });
    }),
  );
}

function said(file: string, { findings }: CheckResult): string {
  const many = findings.filter(({ witness }) => witness !== null).length;
  if (many === 0) return `${file} holds no witness: no inputs were found that show a defect\n`;
  const written = many === 1 ? "1 witness is" : `${many} witnesses are`;
  return `${written} written to ${file}: ${commandName()} check --replay ${file}\n`;
}
