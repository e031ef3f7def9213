/**
 * @file Measures whether the model can learn a few examples by heart with Adam: what can is no matter of capacity or
 * form.
 */
import { exampleCount } from "../../data/dataset.ts";
import type { Executable } from "../../engine/engine.ts";
import type { AdamSpec } from "../../experiment/types.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import { allocate } from "../../graph/dtype.ts";
import { optimizers } from "../../optim/index.ts";
import { type Call, scalarFeeds } from "../../train/feeds.ts";
import { dataNames } from "../../train/inputs.ts";
import { type Blueprint, runState, stepProgram } from "../../train/programs.ts";
import { lookUp } from "../../util/lookup.ts";
import { permutation, streams } from "../../util/philox.ts";
import { sizeOf } from "../../util/shape.ts";
import { isNetwork, type Model, type Sample, sampleOf, type Values } from "./_model.ts";
import { classesOf, type TargetRows, weighedRows } from "./_targets.ts";
import type { SmallBatchEvidence } from "./evidence.ts";

/** As TheDeepChecker's fit of a single batch. */
const mostExamples = 16;
const mostSteps = 500;
const stepsAtOnce = 50;
/** Parameters × steps beyond which steps are saved, down to 100: about a second. */
const work = 1e8;
/** Part of the cost that counts as nothing left. */
const fitted = 1e-3;

export async function measureSmallBatch(model: Model): Promise<SmallBatchEvidence> {
  const { engine, plan, dataset, initial } = model;
  const examples = chosenExamples(model);
  const sample = sampleOf(dataset, examples);
  const steps = stepsFor(plan.blueprint);
  const blueprint = withAdam(plan.blueprint);
  const floor = isNetwork(plan.blueprint.model) ? floorOf(model, examples) : 0;
  const executable = await engine.compile(stepProgram(blueprint, sample.data, sample.rows).program);
  try {
    await executable.bind({ ...sample.data, ...stateOf(blueprint, initial) });
    return await fit(executable, blueprint, sample, { steps, floor });
  } finally {
    await executable.dispose();
  }
}

interface Course {
  readonly steps: number;
  readonly floor: number;
}

async function fit(
  executable: Executable,
  blueprint: Blueprint,
  { rows, order }: Sample,
  { steps, floor }: Course,
): Promise<SmallBatchEvidence> {
  let [before, after, done] = [Number.NaN, Number.NaN, 0];
  const left = (): number => {
    if (!Number.isFinite(after)) return Number.POSITIVE_INFINITY;
    // Nothing to learn: the cost is as low as these targets allow from the start.
    if (before - floor <= 1e-6) return 0;
    // Below the floor: targets beyond 0 and 1, for which the cost has none where the clipping is rewritten.
    return Math.max(0, after - floor) / (before - floor);
  };
  while (done < steps) {
    const count = Math.min(stepsAtOnce, steps - done);
    const call: Call = { firstStep: done, steps: count, rows, order: repeated(order, count) };
    const horizon = { totalSteps: steps, stepsPerEpoch: steps };
    const feeds: Record<string, TypedArray> = {
      [dataNames.rows]: call.order,
      ...scalarFeeds(blueprint, horizon, call),
    };
    const costs = (await executable.run(count, feeds)).cost!.data;
    if (done === 0) before = costs[0]!;
    after = costs[count - 1]!;
    done += count;
    if (!(left() > fitted) || !Number.isFinite(after)) break;
  }
  return { examples: rows, steps: done, before, after, floor, left: left() };
}

const repeated = (order: Int32Array, times: number): Int32Array =>
  Int32Array.from({ length: times * order.length }, (_, k) => order[k % order.length]!);

/** Some of every class in turn, where there are classes. */
function chosenExamples({ dataset, experiment }: Model): Int32Array {
  const order = permutation(exampleCount(dataset.train), 0, streams.probe, 5);
  const classes = classesOf(dataset, experiment);
  if (!classes) return order.slice(0, mostExamples);
  const queues = Array.from({ length: classes.count }, (): number[] => []);
  for (const i of order) if (queues[classes.of[i]!]!.length < mostExamples) queues[classes.of[i]!]!.push(i);
  const turns = Array.from({ length: mostExamples }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  );
  return Int32Array.from(turns.flat().slice(0, mostExamples));
}

const stepsFor = ({ model }: Blueprint): number => {
  const parameters = model.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return Math.max(100, Math.min(mostSteps, Math.round(work / parameters)));
};

/** The same model without dropout, trained by Adam with a rate that falls to 0. */
function withAdam(blueprint: Blueprint): Blueprint {
  const { model, settings } = blueprint;
  const widest = Math.max(...model.parameters.map(({ shape }) => Math.max(...shape, 1)));
  const optimizer: AdamSpec = {
    name: "adam",
    // A step moves what a unit adds up by as much as rate × inputs.
    // Narrow models leave 6% of the cost at a rate of 0.01 and 3% at 0.03.
    learningRate: Math.max(1e-3, Math.min(3e-2, 1 / widest)),
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    weightDecay: 0,
    clipNorm: null,
    clipValue: null,
    schedule: { name: "cosine", final: 0, warmup: 0 },
  };
  return {
    ...blueprint,
    settings: { ...settings, optimizer, metrics: [] },
    optimizer: lookUp("optimizer", optimizers, "adam"),
    model: {
      ...model,
      apply: (parameters, batch, context) => model.apply(parameters, batch, { ...context, training: false }),
    },
  };
}

function stateOf(blueprint: Blueprint, initial: Values): Values {
  const dtype = blueprint.settings.precision;
  return Object.fromEntries(
    runState(blueprint).map(({ name, shape }) => [name, initial[name] ?? allocate({ shape, dtype })]),
  );
}

/** The least cost that the targets of these examples allow. */
function floorOf({ dataset, experiment }: Model, examples: Int32Array): number {
  const rows = weighedRows(dataset, experiment);
  const { name, reduction } = experiment.loss;
  const weight = (i: number): number => rows.weights?.ofExample(i) ?? 1;
  const total = [...examples].reduce((sum, i) => sum + weight(i) * leastLoss(name, rows, i), 0);
  return reduction === "sum" ? total : total / examples.length;
}

const xLogX = (x: number): number => (x > 0 ? x * Math.log(x) : 0);

/** Of one example, whatever is answered. */
function leastLoss(loss: string, { width, at }: TargetRows, example: number): number {
  const targets = Array.from({ length: width }, (_, j) => at(example, j));
  const sum = (of: (t: number) => number): number => targets.reduce((total, t) => total + of(t), 0);
  switch (loss) {
    case "mean-squared-error":
    case "mean-absolute-error":
      return 0;
    case "binary-cross-entropy":
      return sum(leastBinary) / width;
    case "poisson":
      return sum((t) => (t > 0 ? t - xLogX(t) : 0)) / width;
    default: {
      // −Σ t ln (t / Σ t)
      const total = sum((t) => t);
      return width > 1 && targets.every((t) => t >= 0) && total > 0 ? xLogX(total) - sum(xLogX) : 0;
    }
  }
}

/** The least of −t ln p − (1 − t) ln(1 − p) with p in [1e-7, 1 − 1e-7]: at p = t, or at an end where t is beyond it. */
function leastBinary(t: number): number {
  const p = Math.max(1e-7, Math.min(1 - 1e-7, t));
  return t === 0 || t === 1 ? 0 : -t * Math.log(p) - (1 - t) * Math.log(1 - p);
}
