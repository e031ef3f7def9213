/** @file From JSON to an experiment: all mistakes at once, each with its path. */
import { UsageError } from "../util/errors.ts";
import { formatPath } from "./path.ts";
import { experimentSchema } from "./schema.ts";
import type { Experiment } from "./types.ts";

/** The experiment that `json` describes, checked, complete and frozen; throws a UsageError that lists every mistake. */
export function parseExperiment(json: unknown, file?: string): Experiment {
  const result = experimentSchema.safeParse(json);
  if (result.success) return deepFreeze(structured(result.data));
  const mistakes = result.error.issues.map(({ path, message }) => {
    const where = formatPath(path as (string | number)[]);
    return where === "" ? `the experiment ${message}` : `${where}: ${message}`;
  });
  const many = mistakes.length > 1 ? `${mistakes.length} mistakes` : "a mistake";
  throw new UsageError(`The experiment has ${many}`, {
    ...(file === undefined ? {} : { where: file }),
    found: mistakes.join("\n"),
    help: "every field and its default are listed in docs/experiment.md",
  });
}

/** Parses the text of an experiment file. */
export function parseExperimentText(text: string, file?: string): Experiment {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (error) {
    throw new UsageError("The experiment is not valid JSON", {
      ...(file === undefined ? {} : { where: file }),
      found: (error as Error).message,
    });
  }
  return parseExperiment(json, file);
}

/** A copy by value: later changes to the caller's object do not reach the experiment. */
const structured = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
