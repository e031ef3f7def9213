/** @file `gradcheck`: compares a program's hand-written gradients with the true ones and names the mistake. */
import { loadDataset } from "../../data/node/load.ts";
import { gradcheck as check } from "../../doctor/gradcheck/gradcheck.ts";
import { noGradients } from "../../doctor/gradcheck/program.ts";
import type { GradcheckResult } from "../../doctor/gradcheck/result.ts";
import { exitCode, UsageError } from "../../util/errors.ts";
import type { Channel } from "../channel.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { count, wrapped } from "../format.ts";
import { mistakeCards } from "../gradcheck/cards.ts";
import { parameterTable, shortNumber } from "../gradcheck/table.ts";
import { wholeFlag } from "../settings.ts";
import { experimentFrom, readSource } from "../source.ts";

interface Flags {
  readonly seed?: string;
  readonly examples?: string;
  readonly json?: true;
}

const help = `
Each gradient that model.gradients(parameters, batch) returns is compared with the
true one: derived from model.cost in float64, and confirmed by finite differences.
A wrong one is tested against known mistakes, from the output down.

Exit codes: 0 every gradient is right, 3 a gradient is wrong, 2 usage, or the
program has no hand-written gradients.
`;

export const gradcheck: CommandDef = {
  name: "gradcheck",
  summary: "compare hand-written gradients with the true ones and name the mistake",
  declare: (command, run) =>
    command
      .argument("<program>", "PROGRAM.ts whose model has gradients")
      .option("--seed <n>", "of the first weights and the examples (default: the program's)")
      .option("--examples <n>", "examples to compare on (default: a small prime)")
      .option("--json", "as JSON")
      .addHelpText("after", help)
      .action((program: string, flags: Flags) => run((console) => gradcheckCommand(program, flags, console))),
};

async function gradcheckCommand(program: string, flags: Flags, { out }: Console): Promise<number> {
  const source = await readSource(program);
  const { formulas, baseFolder } = source;
  if (!formulas?.gradients) throw noGradients(program);
  const experiment = experimentFrom(source);
  const { data, batchSize, precision, optimizer } = experiment;
  const seed = flags.seed === undefined ? experiment.seed : seedFlag(flags.seed);
  const dataset = loadDataset(data, { baseFolder, seed: experiment.seed, precision });
  const result = check(formulas, dataset, {
    seed,
    batchSize,
    targetEncoding: data.targetEncoding,
    learningRate: optimizer.learningRate,
    ...(flags.examples !== undefined && { examples: wholeFlag("--examples", flags.examples) }),
  });
  out.write(flags.json ? `${JSON.stringify(result, named)}\n` : text(program, result, out));
  return result.right ? exitCode.done : exitCode.notLearning;
}

function seedFlag(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`--seed must be a whole number of 0 or more, not ${JSON.stringify(text)}`);
}

/** JSON has no NaN and no infinities. */
const named = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

function text(program: string, result: GradcheckResult, channel: Channel): string {
  const { parameters, examples, notes } = result;
  const wrong = parameters.filter(({ right }) => !right).length;
  const all = parameters.length;
  const head = `gradients of ${program}: ${count(all, "parameter")}, ${count(examples, "example")}, in float64`;
  const verdict =
    wrong === 0
      ? `${channel.paint("green", "✓")} ${all === 1 ? "the gradient is" : `all ${all} gradients are`} right`
      : `${wrong} of ${count(all, "gradient")} ${wrong === 1 ? "is" : "are"} wrong`;
  const lines = [...notes.map((note) => `note: ${note}`), confirmation(result)];
  return [
    `${wrapped(head, channel.columns())}\n\n`,
    parameterTable(result, channel),
    mistakeCards(result, channel),
    `\n${verdict}\n`,
    ...lines.map((line) => `${wrapped(line, channel.columns())}\n`),
  ].join("");
}

function confirmation({ confirmation: { elements, largestError, confirmed } }: GradcheckResult): string {
  const error = shortNumber(largestError, 3);
  return confirmed
    ? `the true gradients agree with finite differences at ${elements} elements to ${error} of the largest`
    : `the true gradients differ from finite differences by ${error} of the largest at ${elements} elements: a value may lie on a kink, try another --seed`;
}
