/** @file `explain`: says what a log of any framework shows, or prints the page of a cause, symptom or mistake. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { explainLogs } from "../../doctor/logs/explain.ts";
import { explanationJson } from "../../doctor/logs/json.ts";
import { readLogFile, readLogStream } from "../../doctor/logs/node/readText.ts";
import { readLog } from "../../doctor/logs/read.ts";
import { renderExplanation } from "../../doctor/logs/report.ts";
import { allPages, type Page, pagesOf } from "../../doctor/pages/page.ts";
import { renderPage } from "../../doctor/pages/text.ts";
import { DataError, exitCode, nearest, UsageError } from "../../util/errors.ts";
import type { Channel } from "../channel.ts";
import type { CommandDef } from "../command.ts";
import { type Console, commandName } from "../console.ts";

interface Flags {
  readonly learningRate?: readonly string[];
  readonly json?: true;
}

const help = `
A log may come from any program: Keras, PyTorch, Lightning, scikit-learn, fastai,
XGBoost, Hugging Face, TensorBoard's CSV, CSV, JSON lines, or prints of your own.
Two logs are compared. "-" reads what is piped in. CODE is the id of a cause, a
symptom or a mistake in a gradient; docs/causes lists them.

  evenkeel explain train.log
  evenkeel explain first.log second.log --learning-rate 0.1 0.01
  python train.py 2>&1 | evenkeel explain -
  evenkeel explain dying-relu

Exit codes: 0 explained, 2 unknown code, 4 no log: missing, binary, or no numbers.
`;

export const explain: CommandDef = {
  name: "explain",
  summary: "say what a cost log of any framework shows, or explain a finding",
  declare: (command, run) =>
    command
      .argument("<what...>", "log files, a run's folder, or CODE")
      .option("--learning-rate <rates...>", "that was set, where the log does not say; one for all logs or one each")
      .option("--json", "as JSON")
      .addHelpText("after", help)
      .action((what: string[], flags: Flags) => run((console) => explainThem(what, flags, console))),
};

async function explainThem(what: readonly string[], flags: Flags, { out }: Console): Promise<number> {
  const only = what.length === 1 ? what[0]! : null;
  const pages = only === null ? [] : pagesOf(only);
  if (pages.length > 0) {
    out.write(flags.json ? `${JSON.stringify(pages)}\n` : pageText(pages, out));
    return exitCode.done;
  }
  for (const word of what) if (word !== "-" && !existsSync(word)) throw unknown(word);
  const rates = (flags.learningRate ?? []).map(rateFlag);
  if (rates.length > 1 && rates.length !== what.length) {
    throw new UsageError("--learning-rate takes one rate for all logs, or one for each", {
      found: `${rates.length} rates for ${what.length} ${what.length === 1 ? "log" : "logs"}`,
    });
  }
  const texts = [];
  for (const word of what)
    texts.push(word === "-" ? await readLogStream(process.stdin, "standard input") : readLogFile(word));
  const names = shortNames(texts.map(({ name }) => name));
  const explanation = explainLogs(
    texts.map(({ name, text }, i) => ({ ...readLog(text, name), name: names[i]! })),
    { learningRates: rates },
  );
  out.write(flags.json ? `${explanationJson(explanation)}\n` : renderExplanation(explanation, lookOf(out)));
  return exitCode.done;
}

/** Without their folders, where that leaves them different. */
function shortNames(paths: readonly string[]): readonly string[] {
  const short = paths.map((path) => basename(path));
  return new Set(short).size === short.length ? short : paths;
}

const pageText = (pages: readonly Page[], out: Channel): string =>
  pages.map((page) => renderPage(page, lookOf(out))).join("\n");

/** Lines of more than 100 characters are hard to follow. */
const widest = 100;

const lookOf = (out: Channel) => ({
  width: Math.max(40, Math.min(widest, out.columns())),
  command: commandName(),
  bold: (text: string) => out.paint("bold", text),
  dim: (text: string) => out.paint("dim", text),
  strong: (text: string) => out.paint("cyan", text),
  good: (text: string) => out.paint("green", text),
  bad: (text: string) => out.paint("red", text),
});

function rateFlag(text: string): number {
  const rate = Number(text);
  if (text.trim() !== "" && rate > 0 && Number.isFinite(rate)) return rate;
  throw new UsageError("--learning-rate needs numbers above 0", { found: text });
}

/** A word that is neither a file nor an id: ids are words with hyphens, files have a dot or a slash. */
function unknown(word: string): UsageError | DataError {
  if (/[./\\]/.test(word)) {
    return new DataError("The file does not exist", { where: word, help: "paths are relative to this folder" });
  }
  const ids = allPages().map(({ id }) => id);
  const near = nearest(word, ids);
  const alike = ids.filter(
    (id) => id !== near && word.length > 2 && id.split("-").some((part) => word.split("-").includes(part)),
  );
  const names = [...(near ? [near] : []), ...alike].slice(0, 5);
  return new UsageError(`There is no file and no finding "${word}"`, {
    help: names.length > 0 ? `did you mean ${names.join(", ")}?` : "docs/causes/README.md lists all of them",
  });
}
