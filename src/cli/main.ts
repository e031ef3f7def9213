#!/usr/bin/env node
/** @file The command line's entry: runs a command and sets the exit code. */
import { runCommandLine } from "./command.ts";
import { commands } from "./commands/index.ts";
import { openConsole } from "./console.ts";
import { reportError } from "./report.ts";

const args = process.argv.slice(2);
const console = openConsole(args);
try {
  process.exitCode = await runCommandLine(commands, args.length > 0 ? args : ["--help"], console);
} catch (error) {
  process.exitCode = reportError(error, console);
}
