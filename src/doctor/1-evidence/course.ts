/** @file How the cost of a run went: its shape, the level it stays at and why, the scores; from the record alone. */
import type { Goal } from "../../experiment/types.ts";
import type { EndEvent, EpochEvent, RunEvent, StepEvent } from "../../record/events.ts";
import { type RunRecord, runRecord } from "../../record/reader.ts";
import { constantCost, effectiveRows, levelContext, rowsOfStep } from "./courseLevels.ts";
import { plateauOf } from "./coursePlateau.ts";
import { max, mean, min, unthinnedEnd } from "./courseSeries.ts";
import { shapeOf } from "./courseShape.ts";
import type { CourseEvidence } from "./evidence.ts";
import { knownLevels } from "./levels.ts";

/** @throws DataError where the events have no start */
export function courseEvidence(events: readonly RunEvent[], goal: Goal | null): CourseEvidence {
  const record = runRecord(events, false, "record");
  const { start, epochs, end } = record;
  const steps = [...record.steps].sort((a, b) => a.step - b.step);
  const finite = steps.filter(({ cost }) => Number.isFinite(cost));
  return {
    steps: stepsDone(record, steps),
    totalSteps: start.totalSteps,
    stepsPerEpoch: start.stepsPerEpoch,
    epochs: epochs.length,
    stopped: end?.stopped ?? "terminated",
    ...sizes(finite),
    ...shapes(record, steps, finite),
    ...failureOf(record, steps),
    goal,
    ...scores(end ?? epochs.at(-1) ?? null, goal),
  };
}

const stepsDone = ({ end, epochs }: RunRecord, steps: readonly StepEvent[]): number =>
  Math.max(end?.step ?? 0, epochs.at(-1)?.step ?? 0, (steps.at(-1)?.step ?? -1) + 1);

type Sizes = Pick<CourseEvidence, "firstCost" | "lowestCost" | "largestCost" | "lastCost" | "negativeCost">;

function sizes(finite: readonly StepEvent[]): Sizes {
  if (finite.length === 0) {
    const none = Number.NaN;
    return { firstCost: none, lowestCost: none, largestCost: none, lastCost: none, negativeCost: false };
  }
  const costs = finite.map(({ cost }) => cost);
  const tenth = Math.max(1, Math.round((finite.at(-1)!.step - finite[0]!.step + 1) / 10));
  const last = unthinnedEnd(finite).slice(-tenth);
  return {
    firstCost: costs[0]!,
    lowestCost: min(costs),
    largestCost: max(costs),
    lastCost: mean(last.map(({ cost }) => cost)),
    negativeCost: min(costs) < 0,
  };
}

type Shapes = Pick<CourseEvidence, "shape" | "lateFall" | "roughness" | "plateau">;

/** Fewer costs have no shape. */
const leastSteps = 5;

function shapes(
  { start, epochs, end, findings }: RunRecord,
  steps: readonly StepEvent[],
  finite: readonly StepEvent[],
): Shapes {
  const failed = finite.length < steps.length || end?.stopped === "diverged" || findings.some(isNonFinite);
  if (finite.length < leastSteps) {
    return { shape: failed ? "diverged" : "plateau", lateFall: 0, roughness: 0, plateau: null };
  }
  const levels = knownLevels(levelContext(start));
  const { shape, settledAt, ...curve } = shapeOf({
    steps: finite,
    epochCosts: epochs.map(({ cost }) => cost),
    batchRows: rowsOfStep(start) < start.data.train ? effectiveRows(start) : null,
    scale: constantCost(start, levels) ?? finite[0]!.cost,
  });
  if (failed) return { shape: "diverged", ...curve, plateau: null };
  const flat = shape === "plateau" || shape === "constant";
  return {
    shape,
    ...curve,
    plateau: flat ? plateauOf({ start, epochs, steps: finite, since: settledAt, levels }) : null,
  };
}

const isNonFinite = ({ id }: { readonly id: string }): boolean => id === "non-finite-cost";

function failureOf(
  { findings, end }: RunRecord,
  steps: readonly StepEvent[],
): Pick<CourseEvidence, "failure" | "failedAt"> {
  const finding = findings.find(isNonFinite);
  const broken = steps.find(({ cost }) => !Number.isFinite(cost));
  return {
    failure: finding?.origin ?? null,
    failedAt: finding?.step ?? broken?.step ?? (end?.stopped === "diverged" ? end.step : null),
  };
}

function scores(
  measured: EndEvent | EpochEvent | null,
  goal: Goal | null,
): Pick<CourseEvidence, "score" | "trainAccuracy" | "testAccuracy" | "relativeError"> {
  return {
    score: (goal && measured?.[goal.on]?.[goal.metric]) ?? null,
    trainAccuracy: measured?.train.accuracy ?? null,
    testAccuracy: measured?.test?.accuracy ?? null,
    relativeError: measured?.train["relative-mse"] ?? null,
  };
}
