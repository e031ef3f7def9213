/** @file Puts flags over an experiment as it was written, and remembers where each value came from. */
import type { Option } from "commander";
import { formatPath, type PathStep } from "../experiment/path.ts";
import type { Experiment } from "../experiment/types.ts";
import { UsageError } from "../util/errors.ts";
import { Needs, type Setting, settings } from "./settings.ts";
import { type Draft, experimentFrom, type Source } from "./source.ts";

/** Flags as commander gives them, by attribute name. */
export type FlagValues = Readonly<Record<string, unknown>>;

export interface Configured {
  readonly source: Source;
  readonly experiment: Experiment;
  /** Flags that were given, as they were typed, with the field each sets. */
  readonly given: readonly { readonly flag: string; readonly path: string }[];
}

export interface DeclaredSetting {
  readonly setting: Setting;
  readonly option: Option;
}

/** The longest name: "--epochs". */
const shown = ({ flags }: Setting): string => /--[\w-]+/.exec(flags)![0];

export function configure(source: Source, declared: readonly DeclaredSetting[], values: FlagValues): Configured {
  const draft = source.formulas ? { ...source.draft } : structuredClone(source.draft);
  const given: { flag: string; path: string }[] = [];
  for (const { setting, option } of declared) {
    const text = values[option.attributeName()];
    if (typeof text !== "string") continue;
    setting.apply(draft, parsed(setting, text) as never);
    given.push({ flag: `${shown(setting)} ${text}`, path: setting.path });
  }
  if (values.overfit !== undefined) completeOverfit(draft, given);
  const name = given.length > 0 ? `${source.name} with ${given.map(({ flag }) => flag).join(" ")}` : source.name;
  const configured = { ...source, draft };
  return { source: configured, experiment: experimentFrom({ ...configured, name }), given };
}

/** Enough steps to know a few examples by heart, at a rate that does not fall before they are known. */
function completeOverfit(draft: Draft, given: Configured["given"]): void {
  const isGiven = (path: string): boolean => given.some((flag) => flag.path === path);
  if (!isGiven("epochs")) draft.epochs = 30;
  if (!isGiven("optimizer.schedule"))
    settings.find(({ path }) => path === "optimizer.schedule")!.apply(draft, { name: "constant" } as never);
}

function parsed(setting: Setting, text: string): unknown {
  try {
    return setting.parse(text);
  } catch (error) {
    if (!(error instanceof Needs)) throw error;
    throw new UsageError(`${shown(setting)} must be ${error.message}, not ${JSON.stringify(text)}`);
  }
}

export interface Provenance {
  readonly path: string;
  readonly value: unknown;
  readonly from: string;
}

/** Every value of the experiment with where it came from: a flag, the file or recipe, or a default. */
export function provenance({ source, experiment, given }: Configured, written: Draft): Provenance[] {
  return leaves(experiment).map(({ steps, value }) => {
    const path = formatPath(steps);
    const flag = given.findLast((each) => isBelow(path, each.path));
    const from = flag?.flag ?? (isWritten(written, steps) ? source.name : "default");
    return { path, value, from };
  });
}

const isBelow = (path: string, above: string): boolean =>
  path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);

/** Whether the file says it, in full or by a short form such as a name. */
function isWritten(written: unknown, steps: readonly PathStep[]): boolean {
  let value = written;
  for (const [i, step] of steps.entries()) {
    if (typeof value !== "object" || value === null)
      return i > 0 && steps.length === i + 1 && (step === "name" || step === "source");
    if (!Object.hasOwn(value, step)) return false;
    value = value[step as never];
  }
  return true;
}

interface Leaf {
  readonly steps: readonly PathStep[];
  readonly value: unknown;
}

/** Values that are no containers; lists of names and rows of numbers as a whole. */
function leaves(value: unknown, steps: readonly PathStep[] = []): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ steps, value }];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || Array.isArray(item))) {
    return [{ steps, value }];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    leaves(child, [...steps, Array.isArray(value) ? Number(key) : key]),
  );
}
