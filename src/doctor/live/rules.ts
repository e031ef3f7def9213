/** @file When a symptom shows while the run goes on: from which numbers, after how long. */
import type { LayerHealth } from "../../record/events.ts";
import { isProgram } from "../1-evidence/courseLevels.ts";
import { explainLevel } from "../1-evidence/levels.ts";
import { deadShare } from "../2-symptoms/dead-units.ts";
import { highFirstCost } from "../2-symptoms/high-first-cost.ts";
import { largeUpdate } from "../2-symptoms/large-updates.ts";
import { saturatedAtLast } from "../2-symptoms/saturated-units.ts";
import { farthest } from "../2-symptoms/small-updates.ts";
import { vanished } from "../2-symptoms/vanishing-gradients.ts";
import type { Fact } from "../fact.ts";
import { percent, shown } from "../numbers.ts";
import type { Signs } from "./signs.ts";

export interface Sighting {
  readonly facts: readonly Fact[];
  /** Layers; null where it is the run as a whole. */
  readonly where: string | null;
}

export interface Rule {
  /** Of the symptom. */
  readonly id: string;
  /**
   * How far it is from the cause: what is seen after something with a lower rank, or the same, follows from it and is not
   * told again.
   */
  readonly rank: number;
  readonly on: "step" | "part" | "health" | "epoch";
  check(signs: Signs): Sighting | null;
}

/**
 * Growth of the cost, mean of up to 20 steps, over its first value and over that of guessing. On 1200 runs that learned at
 * most 3.5, in their first steps.
 */
const growth = 5;
const growthAtFirst = 10;
/** Steps that the mean is taken over, and in which a run may find its feet. */
const firstSteps = 20;
/** Steps without a change. */
const leastSame = 20;
const leastSameEpochs = 3;
/** Parts in a row at a level, and how much of the run must have passed: slow starts end before. */
const flatParts = 5;
const flatAfter = 0.5;
const leastSteps = 100;
/** Of the best constant answer's cost. */
const noBetter = 0.99;
/** Of the first of these parts' cost: a cost that falls faster is on its way. */
const flat = 0.95;

export const rules: readonly Rule[] = [
  {
    id: "high-first-cost",
    rank: 1,
    on: "step",
    check: ({ count, firstCost, fresh, luck }) =>
      count === 1 && fresh !== null && firstCost > highFirstCost * luck * fresh.cost
        ? seen([
            {
              label: "cost at step 0",
              value: shown(firstCost),
              normal: `about ${shown(fresh.level.value)} (${fresh.level.name})`,
            },
          ])
        : null,
  },
  {
    id: "negative-cost",
    rank: 1,
    on: "step",
    check: ({ cost, firstCost, start }) =>
      cost < -1e-6 * Math.abs(firstCost) && !isProgram(start) && start.experiment.loss.name !== "poisson"
        ? seen([{ label: "cost, mean of the last steps", value: shown(cost), normal: "0 or more" }])
        : null,
  },
  {
    id: "rising-cost",
    rank: 2,
    on: "step",
    check: ({ count, cost, firstCost, constantCost, luck }) => {
      const reference = Math.max(firstCost, luck * (constantCost ?? 0));
      const most = count < firstSteps ? growthAtFirst : growth;
      if (count < 5 || reference <= 0 || !(cost > most * reference)) return null;
      return seen([{ label: "cost, mean of the last steps", value: shown(cost), normal: `below ${shown(reference)}` }]);
    },
  },
  {
    id: "large-updates",
    rank: 2,
    on: "health",
    check: (signs) => {
      if (signs.works || !signs.isNoBetter || signs.count < firstSteps) return null;
      const found = inBoth(signs, ({ updateRatio }) => updateRatio > largeUpdate);
      return ofLayers(found, ({ name, updateRatio }) => ({
        label: `update ÷ weight of ${name}, twice in a row`,
        value: shown(updateRatio),
        normal: "0.001 to 0.1",
      }));
    },
  },
  {
    id: "dead-units",
    rank: 3,
    on: "health",
    check: (signs) => {
      if (signs.works) return null;
      return ofLayers(
        inBoth(signs, (layer) => layer.deadShare >= deadShare),
        (layer) => ({
          label: `dead units of ${layer.name}`,
          value: percent(layer.deadShare),
          normal: "0% to 31%",
        }),
      );
    },
  },
  {
    id: "saturated-units",
    rank: 3,
    on: "health",
    check: (signs) => {
      if (signs.works) return null;
      // An output layer that is certain is what training is for.
      const hidden = signs.health!.layers.slice(0, -1);
      const found = inBoth(signs, (layer) => layer.saturatedShare >= saturatedAtLast).filter((layer) =>
        hidden.includes(layer),
      );
      return ofLayers(found, (layer) => ({
        label: `saturated values of ${layer.name}`,
        value: percent(layer.saturatedShare),
        normal: "0% at first, up to 24%",
      }));
    },
  },
  {
    id: "vanishing-gradients",
    rank: 3,
    on: "health",
    check: (signs) => {
      const layers = signs.health!.layers;
      if (layers.length < 3 || signs.works || !signs.isNoBetter || signs.measurements < 3) return null;
      const ratio = depthRatio(layers);
      const before = depthRatio(signs.healthBefore!.layers);
      if (!(ratio < vanished && before < vanished)) return null;
      const [first, last] = [layers[0]!, layers.at(-1)!];
      return seen(
        [{ label: `gradient of ${first.name} ÷ of ${last.name}`, value: shown(ratio), normal: "0.1 to 5" }],
        first.name,
      );
    },
  },
  {
    id: "small-updates",
    rank: 3,
    on: "health",
    check: ({ measurements, reach, start, share, works }) => {
      const { learningRate } = start.experiment.optimizer;
      const far = reach * learningRate * start.totalSteps;
      if (works || measurements < 3 || share < 0.1 || !(far > 0 && far < farthest)) return null;
      return seen([
        { label: "largest update ÷ weight of all layers", value: shown(reach * learningRate), normal: "0.001 to 0.1" },
        { label: `times ${start.totalSteps.toLocaleString("en-US")} steps`, value: shown(far), normal: "1 to 15" },
      ]);
    },
  },
  {
    id: "zero-gradients",
    rank: 4,
    on: "health",
    check: (signs) => {
      if (signs.works) return null;
      return ofLayers(
        inBoth(signs, ({ gradientNorm }) => gradientNorm === 0),
        ({ name }) => ({
          label: `gradient of ${name}, twice in a row`,
          value: "exactly 0",
          normal: "above 0",
        }),
      );
    },
  },
  {
    id: "constant-cost",
    rank: 5,
    on: "step",
    check: ({ same, count, firstCost }) =>
      same === leastSame && count === leastSame
        ? seen([{ label: `cost in each of the first ${leastSame} steps`, value: shown(firstCost), normal: "falls" }])
        : null,
  },
  {
    id: "constant-cost",
    rank: 5,
    on: "epoch",
    check: ({ sameEpochs, epoch, works }) =>
      sameEpochs >= leastSameEpochs && !works
        ? seen([{ label: `mean cost in each of ${sameEpochs} epochs`, value: shown(epoch!.cost), normal: "falls" }])
        : null,
  },
  { id: "stuck-at-guessing", rank: 6, on: "part", check: stuck },
];

/** At or above the best constant answer in each of the last parts; a program's cost must be at a known level in each. */
function stuck({ parts, share, count, constantCost, start, levels, works }: Signs): Sighting | null {
  if (share < flatAfter || count < leastSteps || parts.length < flatParts || works) return null;
  const last = parts.slice(-flatParts);
  const guesses = levels.filter(({ answer }) => answer === "guess" || answer === "constant");
  const explained = last.map(({ cost, error }) => explainLevel(cost, error, guesses));
  const isAbove = constantCost !== null && last.every(({ cost }) => cost >= noBetter * constantCost);
  if (!(last.at(-1)!.cost > flat * last[0]!.cost)) return null;
  const isLevel = explained.every((found) => found !== null && found.level.answer === explained[0]?.level.answer);
  if (isProgram(start) ? !isLevel : !isAbove) return null;
  const [from, to] = [Math.min(...last.map(({ cost }) => cost)), Math.max(...last.map(({ cost }) => cost))];
  const level = explained.at(-1)?.level;
  const than = level
    ? `below ${shown(level.value)} (${level.name})`
    : `below ${shown(constantCost!)}, that of the best constant answer`;
  return seen([
    { label: "cost in the last quarter of the run so far", value: `${shown(from)} … ${shown(to)}`, normal: than },
  ]);
}

const seen = (facts: readonly Fact[], where: string | null = null): Sighting => ({ facts, where });

/** Layers for which it holds at this measurement and at the one before. */
function inBoth({ health, healthBefore }: Signs, holds: (layer: LayerHealth) => boolean): LayerHealth[] {
  if (health === null || healthBefore === null) return [];
  return health.layers.filter((layer, i) => holds(layer) && holds(healthBefore.layers[i]!));
}

/** Of several layers the first three are shown. */
function ofLayers(layers: readonly LayerHealth[], fact: (layer: LayerHealth) => Fact): Sighting | null {
  if (layers.length === 0) return null;
  return seen(layers.slice(0, 3).map(fact), layers.map(({ name }) => name).join(", "));
}

/** Gradients that are exactly 0 did not vanish: they were never there. */
function depthRatio(layers: readonly LayerHealth[]): number {
  const [from, to] = [layers[0]!.gradientNorm, layers.at(-1)!.gradientNorm];
  return from > 0 && to > 0 ? from / to : Number.POSITIVE_INFINITY;
}
