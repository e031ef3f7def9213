/** @file Judges a tool's answer by the truth, and by training what it recommends anew from fresh seeds. */
import type { Engine, Experiment } from "evenkeel";
import { trainOnce } from "../../test/zoo/train.ts";
import type { Case, Group } from "./case.ts";
import { changedBy, type Outcome } from "./outcome.ts";
import { rightVerdicts, type TrueVerdict } from "./truth.ts";

/** One line of the results. */
export interface Judged {
  readonly id: string;
  readonly group: Group;
  readonly tool: string;
  readonly truth: TrueVerdict;
  /** One a fault: every name that is right for it. */
  readonly faults: readonly (readonly string[])[];
  readonly repairable: boolean;
  readonly verdict: string | null;
  readonly verdictRight: boolean | null;
  readonly causes: readonly string[];
  readonly firstRight: boolean;
  /** Faults with a right name among the first three causes. */
  readonly named: number;
  readonly alarms: readonly string[];
  readonly recommended: readonly string[];
  /** Fresh seeds from which what is recommended reaches the goal. */
  readonly passes: number | null;
  readonly seeds: number;
  /** Of a set: the same with each member left out. */
  readonly without: readonly number[];
  /** A set that passes, fails without each member, and has a true cause; null where no set was needed. */
  readonly jointFound: boolean | null;
  readonly replays: number;
  readonly seconds: number;
}

export interface JudgeOptions {
  readonly engine: Engine;
  readonly cache: Map<string, unknown>;
  readonly seeds: number;
  readonly most: number;
}

/** Seeds that no tool has seen: the zoo's are below 100. */
const firstFreshSeed = 1001;
/** Four of five, as the cases' own replays count. */
const passing = 0.8;

export async function judge(it: Case, outcome: Outcome, options: JudgeOptions): Promise<Judged> {
  const { truth } = it;
  const { verdict, causes, recommended } = outcome;
  const all = recommended.flatMap(({ edits }) => edits);
  const isFailing = truth.verdict !== "healthy";
  const passes = all.length > 0 && isFailing ? await freshPasses(it, changedBy(it.experiment, all), options) : null;
  const without: number[] = [];
  if (truth.verdict === "joint" && recommended.length > 1 && passes !== null && passes >= passing * options.seeds) {
    for (const left of recommended) {
      const rest = recommended.filter((group) => group !== left).flatMap(({ edits }) => edits);
      without.push(await freshPasses(it, changedBy(it.experiment, rest), options));
    }
  }
  const isTrue = (id: string): boolean => truth.faults.some((names) => (names as readonly string[]).includes(id));
  const smallest = without.length > 1 && without.every((count) => count < passing * options.seeds);
  return {
    id: it.id,
    group: it.group,
    tool: outcome.tool,
    truth: truth.verdict,
    faults: truth.faults,
    repairable: truth.repairable,
    verdict,
    verdictRight: verdict === null ? null : rightVerdicts[truth.verdict].includes(verdict),
    causes: causes.slice(0, 6),
    firstRight: (truth.first as readonly string[]).includes(causes[0] ?? ""),
    named: truth.faults.filter((names) => names.some((name) => causes.slice(0, 3).includes(name))).length,
    alarms: outcome.alarms,
    recommended: recommended.flatMap(({ edits }) => edits.map(({ path, to }) => `${path} → ${JSON.stringify(to)}`)),
    passes,
    seeds: options.seeds,
    without,
    jointFound:
      truth.verdict === "joint" ? smallest && recommended.some(({ cause }) => cause !== null && isTrue(cause)) : null,
    replays: outcome.replays,
    seconds: Number(outcome.seconds.toFixed(2)),
  };
}

async function freshPasses(
  { baseFolder, formulas }: Case,
  experiment: Experiment | null,
  { engine, cache, seeds, most }: JudgeOptions,
): Promise<number> {
  let passed = 0;
  for (let k = 0; experiment !== null && k < seeds; k++) {
    const fresh = { ...experiment, seed: firstFreshSeed + k };
    const trained = await trainOnce(engine, fresh, { baseFolder, formulas, cache, most });
    passed += Number(trained.passed);
  }
  return passed;
}
