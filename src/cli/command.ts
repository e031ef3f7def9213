/** @file What a command is, and how commands become one program whose mistakes name the nearest word. */
import { Command, CommanderError } from "commander";
import { exitCode, nearest, UsageError } from "../util/errors.ts";
import { version } from "../util/version.ts";
import type { Console } from "./console.ts";

export interface CommandDef {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and flags, and says what to do with them: the action gives the exit code. */
  declare(command: Command, run: (action: (console: Console) => Promise<number>) => Promise<void>): void;
}

/** Runs the command line; the exit code. @throws UsageError for a word or flag that does not exist */
export async function runCommandLine(
  defs: readonly CommandDef[],
  args: readonly string[],
  console: Console,
): Promise<number> {
  let code: number = exitCode.done;
  const program = new Command("evenkeel")
    .description("Neural-network training that does not blow up, and that says why a run goes wrong.")
    .version(version, "--version", "print the version")
    .helpCommand(false)
    .showHelpAfterError(false);
  for (const def of defs) {
    const command = program.command(def.name).summary(def.summary).description(def.summary).allowExcessArguments(false);
    def.declare(command, async (action) => {
      code = await action(console);
    });
    command.option("--no-color", "plain text").option("--debug", "show where in evenkeel an error came from");
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: (text) => console.out.write(text), writeErr: () => {} });
  }
  try {
    await program.parseAsync(args.map(inKebabCase), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    throw usageError(error, program, args);
  }
  return code;
}

/** --batch_size is --batch-size. */
const inKebabCase = (arg: string): string => arg.replace(/^--[\w-]+/, (flag) => flag.replaceAll("_", "-"));

function usageError(error: CommanderError, program: Command, args: readonly string[]): UsageError {
  const command = program.commands.find((each) => each.name() === args[0]);
  const message = error.message.replace(/^error: /, "").replace(/\n?\(Did you mean .*\)$/s, "");
  const help = `evenkeel ${command ? `${command.name()} ` : ""}--help lists what there is`;
  if (error.code === "commander.help") return new UsageError("Which command?", { help: overview(program) });
  const word = /'(-{0,2}[^'=\s]+)/.exec(message)?.[1];
  const isFlag = error.code === "commander.unknownOption";
  const candidates = isFlag ? longFlags(command ?? program) : program.commands.map((each) => each.name());
  const near = word && (isFlag || error.code === "commander.unknownCommand") ? nearest(word, candidates) : null;
  return new UsageError(capitalized(message), { help: near ? `did you mean ${near}?` : help });
}

const longFlags = (command: Command): string[] =>
  command.options.flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? []);

const overview = (program: Command): string =>
  program.commands.map((each) => `${each.name().padEnd(9)} ${each.summary()}`).join("\n");

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
