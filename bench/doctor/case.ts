/** @file Runs to diagnose: the zoo's, and folders of experiment.json, data.csv and truth.json. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Experiment, parseExperiment } from "evenkeel";
import { type AnyFormulas, type Entry, experimentWith, formulasWith, zooFolder } from "../../test/zoo/entry.ts";
import { type Healthy, healthy } from "../../test/zoo/healthy.ts";
import { planted } from "../../test/zoo/planted.ts";
import { type TrueVerdict, type Truth, type TruthFile, truthOf } from "./truth.ts";

export type Group = "planted" | "healthy" | "cases";

export interface Case {
  readonly id: string;
  readonly group: Group;
  readonly experiment: Experiment;
  readonly baseFolder: string;
  readonly formulas: AnyFormulas | null;
  readonly program: string | null;
  readonly truth: Truth;
}

/** Causes that a change of an experiment cannot cure: other data or another goal would. */
const incurable: ReadonlySet<string> = new Set(["goal-out-of-reach", "class-imbalance"]);

function truthOfEntry({ faults }: Entry): Truth {
  const names = faults.map(({ cause, alike = [] }) => [cause, ...alike]);
  const causes = faults.map(({ cause }) => cause);
  const verdict = verdictOf(causes);
  const repairable = verdict === "single" || verdict === "joint";
  return { verdict, faults: names, first: names.flat(), repairable };
}

function verdictOf(causes: readonly string[]): TrueVerdict {
  if (causes.length === 0) return "healthy";
  if (causes.includes("no-signal")) return "no-signal";
  if (causes.some((cause) => incurable.has(cause))) return "incurable";
  return causes.length > 1 ? "joint" : "single";
}

const caseOf = (entry: Entry, group: Group, seed: number): Case => ({
  id: entry.id,
  group,
  experiment: experimentWith(entry, entry.faults, seed),
  baseFolder: zooFolder,
  formulas: formulasWith(entry, entry.faults),
  program: entry.base.program?.file ?? null,
  truth: truthOfEntry(entry),
});

export const zooCases = (): Case[] => [
  ...planted.map((entry) => caseOf(entry, "planted", 0)),
  ...healthy.map((entry: Healthy) => caseOf(entry, "healthy", entry.seed)),
];

export function folderCases(folder: string): Case[] {
  return readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, "truth.json")))
    .sort()
    .map((id) => {
      const baseFolder = join(folder, id);
      const read = (name: string): unknown => JSON.parse(readFileSync(join(baseFolder, name), "utf8"));
      return {
        id,
        group: "cases",
        experiment: parseExperiment(read("experiment.json")),
        baseFolder,
        formulas: null,
        program: null,
        truth: truthOf(read("truth.json") as TruthFile),
      };
    });
}
