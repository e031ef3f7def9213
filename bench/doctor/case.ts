/** @file Runs to diagnose: the zoo's, and folders of experiment.json, data.csv and truth.json. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Experiment, parseExperiment } from "evenkeel";
import {
  type AnyFormulas,
  type Entry,
  experimentWith,
  type Fault,
  formulasWith,
  zooFolder,
} from "../../test/zoo/entry.ts";
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

function truthOfEntry({ faults }: Entry): Truth {
  const names = faults.map(({ cause, alike = [] }) => [cause, ...alike]);
  const verdict = verdictOf(faults);
  const repairable = verdict === "single" || verdict === "joint";
  return { verdict, faults: names, first: names.flat(), repairable };
}

function verdictOf(faults: readonly Fault[]): TrueVerdict {
  if (faults.length === 0) return "healthy";
  if (faults.some(({ cause }) => cause === "no-signal")) return "no-signal";
  if (faults.some(({ incurable }) => incurable)) return "incurable";
  return faults.length > 1 ? "joint" : "single";
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
