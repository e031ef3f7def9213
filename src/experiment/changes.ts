/** @file Edits of an experiment as values, and the difference of two experiments as edits. */
import { UsageError } from "../util/errors.ts";
import { parseExperiment } from "./parse.ts";
import type { PathStep } from "./path.ts";
import { formatPath, parsePath } from "./path.ts";
import type { Experiment } from "./types.ts";

export interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What is different in `b`, as the changes that make `b` of `a`. */
export function diffExperiments(a: Experiment, b: Experiment): Change[] {
  const changes: Change[] = [];
  collect([], a, b, changes);
  return changes;
}

function collect(path: readonly PathStep[], a: unknown, b: unknown, changes: Change[]): void {
  if (Object.is(a, b)) return;
  if (isContainer(a) && isContainer(b) && sameKeys(a, b)) {
    for (const key of Object.keys(a)) {
      collect([...path, Array.isArray(a) ? Number(key) : key], a[key as never], b[key as never], changes);
    }
    return;
  }
  changes.push({ path: formatPath(path), from: a, to: b });
}

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Objects of one kind are compared field by field; a different optimizer, say, is one change of the whole. */
function sameKeys(a: object, b: object): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key));
}

/** The experiment with each change made, checked again as a whole. */
export function applyChanges(experiment: Experiment, changes: readonly Pick<Change, "path" | "to">[]): Experiment {
  const draft = JSON.parse(JSON.stringify(experiment)) as object;
  for (const { path, to } of changes) setAt(draft, path, to);
  return parseExperiment(draft);
}

function setAt(draft: object, path: string, to: unknown): void {
  const steps = parsePath(path);
  const last = steps.pop()!;
  let owner: object = draft;
  for (const step of steps) {
    const next: unknown = Object.hasOwn(owner, step) ? owner[step as never] : undefined;
    if (!isContainer(next)) throw noSuchField(path);
    owner = next;
  }
  if (Array.isArray(owner) && !(typeof last === "number" && last < owner.length)) throw noSuchField(path);
  Object.defineProperty(owner, last, { value: to, writable: true, enumerable: true, configurable: true });
}

const noSuchField = (path: string): UsageError =>
  new UsageError(`The experiment has no field ${path}`, { help: "change the field above it as a whole" });
