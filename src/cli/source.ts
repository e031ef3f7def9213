/** @file What a command is to work on: a recipe by name, an experiment's JSON, or a program's default export. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseExperiment } from "../experiment/parse.ts";
import { recipes } from "../experiment/recipes.ts";
import type { Experiment } from "../experiment/types.ts";
import { experimentOf, type FitModel, type FitOptions, planFit } from "../fit.ts";
import type { Facts } from "../record/events.ts";
import { readRunFolder, runFiles } from "../train/node/runFolder.ts";
import type { Job } from "../train/node/session.ts";
import { DataError, EvenkeelError, nearest, UsageError } from "../util/errors.ts";

/** An experiment as it was written, before defaults. */
export type Draft = Record<string, unknown>;

export interface Source {
  /** For people: "mnist", "experiment.json". */
  readonly name: string;
  readonly draft: Draft;
  /** The model of a program that brings its own formulas. */
  readonly formulas: Exclude<FitModel<unknown>, readonly unknown[]> | null;
  readonly baseFolder: string;
  /** The program's file. */
  readonly program: string | null;
}

const programTypes: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** @param word a recipe's name, a file, or the folder of a run */
export async function readSource(word: string): Promise<Source> {
  const recipe = Object.hasOwn(recipes, word) ? recipes[word] : undefined;
  if (recipe) {
    return { name: word, draft: copyOf(recipe), formulas: null, baseFolder: process.cwd(), program: null };
  }
  const path = resolve(word);
  if (!existsSync(path)) throw notFound(word);
  if (existsSync(join(path, runFiles.experiment))) return sourceOfRun(word);
  if (statSync(path).isDirectory()) {
    throw new UsageError("This folder holds no run", {
      where: word,
      found: `there is no ${join(word, runFiles.experiment)}`,
      help: "give an experiment's JSON file or a program; for a folder of data files: train mnist --data FOLDER",
    });
  }
  const baseFolder = dirname(path);
  if (programTypes.has(extname(path))) return { ...(await readProgram(word, path)), baseFolder, program: path };
  return { name: word, draft: readJson(word, path), formulas: null, baseFolder, program: null };
}

const copyOf = (value: object): Draft => JSON.parse(JSON.stringify(value)) as Draft;

function notFound(word: string): UsageError {
  const near = nearest(word, Object.keys(recipes));
  return new UsageError(`There is no data set or file "${word}"`, {
    help: near
      ? `did you mean "${near}"?`
      : `give ${Object.keys(recipes).join(", ")}, an experiment's JSON file, or a program`,
  });
}

function readJson(word: string, path: string): Draft {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    const message = (error as Error).message;
    throw new UsageError("The experiment is not valid JSON", { where: word, found: message });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) parseExperiment(value, word);
  return value as Draft;
}

/** The stored experiment; a program's formulas are read from the program again. */
export async function sourceOfRun(folder: string, what?: string): Promise<Source> {
  const { experiment, origin } = readRunFolder(folder);
  const program = origin.program ?? (what && /\.m?[tj]s$/.test(what) ? what : null);
  const draft = { ...experiment } as Record<string, unknown>;
  if (program === null) return { name: folder, draft, formulas: null, program: null, baseFolder: origin.baseFolder };
  const { formulas } = await readSource(program);
  if (formulas) {
    delete draft.model;
    delete draft.loss;
  }
  return { name: folder, draft, formulas, program, baseFolder: origin.baseFolder };
}

async function readProgram(word: string, path: string): Promise<Pick<Source, "name" | "draft" | "formulas">> {
  const exported = await importDefault(word, path);
  if (typeof exported !== "object" || exported === null) {
    throw new UsageError("The program exports no experiment", {
      where: word,
      found: exported === undefined ? "no default export" : `a default export of type ${typeof exported}`,
      help: "export default { data, model, loss, optimizer, … }",
    });
  }
  const { model, ...fields } = exported as Draft;
  const isFormulas = typeof model === "object" && model !== null && "cost" in model && "parameters" in model;
  if (isFormulas) return { name: word, draft: fields, formulas: model as NonNullable<Source["formulas"]> };
  return { name: word, draft: copyOf(exported), formulas: null };
}

async function importDefault(word: string, path: string): Promise<unknown> {
  await import("./typescript.ts");
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    if (error instanceof EvenkeelError) throw error;
    throw new UsageError("The program cannot be run", { where: word, found: programError(error, path) });
  }
}

/** The message, and the line of the program that threw. */
function programError(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  const frame = (error.stack ?? "").split("\n").find((line) => line.includes(path));
  return [`${error.name}: ${error.message}`, ...(frame && !error.message.includes(path) ? [frame.trim()] : [])].join(
    "\n",
  );
}

/** The experiment, checked and complete. */
export function experimentFrom({ draft, formulas, name }: Source): Experiment {
  if (!formulas) return parseExperiment(draft, name);
  const { data, ...fields } = draft;
  return experimentOf(formulas, typeof data === "string" ? { source: data } : data, fields as FitOptions);
}

export function jobOf(source: Source, experiment: Experiment = experimentFrom(source)): Job {
  const { formulas, baseFolder, program } = source;
  const origin = { baseFolder, program: formulas ? program : null };
  if (!formulas) return { experiment, origin };
  return {
    experiment,
    origin,
    facts: programFacts(program!),
    plan: (complete, dataset) => planFit(formulas, complete, dataset),
  };
}

/** Formulas are no part of the experiment's value: the program's text stands for them. */
function programFacts(path: string): Facts {
  try {
    return { program: createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16) };
  } catch (error) {
    throw new DataError("The program cannot be read", { where: path, found: (error as Error).message });
  }
}
