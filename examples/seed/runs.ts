/** @file Runs of the forum's program: a setting of the fixture, literally or rewritten, with any changes. */
import { type Engine, type FitData, type FitOptions, type FitResult, fit } from "evenkeel";
import type { Setting } from "./fixture.ts";
import { averaged, forgotten, forumProgram } from "./forum.ts";

export interface ForumRun extends FitResult {
  /** Of each step, before its update, as the author's program printed them. */
  readonly costs: readonly number[];
}

const divisors = { raw: 1, div255: 255 };

export const scalingOf = ({ scaling }: Setting): { divideBy: number } => ({ divideBy: divisors[scaling] });

/** The first images of MNIST in the order of the file. */
export const mnistOf = (setting: Setting): FitData => ({
  source: "mnist",
  limit: setting.n,
  shuffle: false,
  inputScaling: scalingOf(setting),
});

/** Float64, full batches and plain gradient descent, going on after nan, unless `options` say otherwise. */
export async function runForum(
  engine: Engine,
  setting: Setting,
  options: FitOptions = {},
  data: FitData = mnistOf(setting),
): Promise<ForumRun> {
  const costs: number[] = [];
  const result = await fit(forumProgram(setting.bug === "none" ? averaged : forgotten), data, {
    engine,
    precision: "float64",
    batchSize: "full",
    epochs: setting.epochs,
    seed: setting.seed,
    optimizer: { name: "sgd", learningRate: setting.learning_rate },
    nonFinite: "report",
    onEvent: (event) => {
      if (event.t === "step") costs.push(event.cost);
    },
    ...options,
  });
  return { ...result, costs };
}
