/** @file What a tool says of a run, in one form for all: our doctor's and the baselines' answers. */
import { applyChanges, type Engine, type Experiment } from "evenkeel";
import { diagnoseSource } from "../../dist/doctor/node/doctor.js";
import { EvenkeelError } from "../../dist/util/errors.js";
import { type Edit, zooFolder } from "../../test/zoo/entry.ts";
import { uniforms } from "../../test/zoo/made.ts";
import type { Baseline } from "./baselines/_baseline.ts";
import type { Case } from "./case.ts";
import { type Observed, observe } from "./observed.ts";

export interface Outcome {
  readonly tool: string;
  /** null: the tool has no verdicts. */
  readonly verdict: string | null;
  /** Ids, the likeliest first. */
  readonly causes: readonly string[];
  /** Ids of what was said to be wrong: error-level symptoms and causes. */
  readonly alarms: readonly string[];
  /** What is recommended, in groups that belong together: one a cause. */
  readonly recommended: readonly Group[];
  readonly replays: number;
  readonly seconds: number;
}

interface Group {
  readonly cause: string | null;
  readonly edits: readonly Edit[];
}

export async function doctorOutcome(it: Case, budgetSeconds: number): Promise<Outcome> {
  const { id, experiment, baseFolder, program, formulas } = it;
  const request = { name: id, experiment, baseFolder, formulas, events: null, budgetSeconds };
  const began = performance.now();
  const { diagnosis } = await diagnoseSource({ ...request, program: program && `${zooFolder}${program}` });
  const { verdict, causes, symptoms, recommended, replays } = diagnosis;
  const isError = ({ severity }: { readonly severity: string }): boolean => severity === "error";
  return {
    tool: "doctor",
    verdict,
    causes: causes.map((cause) => cause.id),
    alarms: [...symptoms.filter(isError), ...causes.filter(isError)].map((found) => found.id),
    recommended: recommended
      ? grouped(
          recommended.changes,
          causes.filter((cause) => cause.recommended),
        )
      : [],
    replays,
    seconds: (performance.now() - began) / 1000,
  };
}

/** The changes by the cause that each is for; what no cause claims stands alone. */
function grouped(
  changes: readonly Edit[],
  causes: readonly { readonly id: string; readonly changes: readonly Edit[] }[],
): Group[] {
  const left = new Map(changes.map((change) => [change.path, { path: change.path, to: change.to }]));
  const groups = causes.map(({ id, changes: own }): Group => {
    const edits = own.flatMap(({ path }) => left.get(path) ?? []);
    for (const { path } of edits) left.delete(path);
    return { cause: id, edits };
  });
  const alone = [...left.values()].map((edit): Group => ({ cause: null, edits: [edit] }));
  return [...groups, ...alone].filter(({ edits }) => edits.length > 0);
}

export interface BaselineOptions {
  readonly engine: Engine;
  readonly cache: Map<string, unknown>;
  /** Replays that it may make. */
  readonly budget: number;
  /** Seconds of one replay. */
  readonly most: number;
}

export async function baselineOutcome(baseline: Baseline, it: Case, options: BaselineOptions): Promise<Outcome> {
  const { engine, budget, cache, most } = options;
  const began = performance.now();
  const run = await observe(engine, it, it.experiment, { cache, most });
  let replays = 0;
  const replay = async (edits: readonly Edit[]): Promise<Observed | null> => {
    const changed = replays < budget ? changedBy(it.experiment, edits) : null;
    if (!changed) return null;
    replays++;
    const observed = await observe(engine, it, changed, { cache, most });
    return observed.refused ? null : observed;
  };
  const random = uniforms([...it.id].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 7));
  const { findings, edits } = await baseline.diagnose(run, { replay, budget, random });
  return {
    tool: baseline.id,
    verdict: null,
    causes: [...new Set(findings.map(({ cause }) => cause))],
    alarms: findings.map(({ rule }) => rule),
    recommended: edits && edits.length > 0 ? [{ cause: findings[0]?.cause ?? null, edits }] : [],
    replays,
    seconds: (performance.now() - began) / 1000,
  };
}

/** The experiment with the edits; null where they do not fit it. */
export function changedBy(experiment: Experiment, edits: readonly Edit[]): Experiment | null {
  try {
    return applyChanges(experiment, edits);
  } catch (error) {
    if (error instanceof EvenkeelError) return null;
    throw error;
  }
}
