import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { applyChanges } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import { experimentOf } from "../../fit.ts";
import * as evenkeel from "../../node.ts";
import { localReplayer } from "../4-trials/replay.ts";
import { nodeSubject, type ProgramFormulas } from "../node/subject.ts";
import type { Subject, WithGoal } from "../subject.ts";
import type { Cause } from "./_cause.ts";
import { badInitializationCause } from "./bad-initialization.ts";
import { batchTooLargeCause } from "./batch-too-large.ts";
import { batchTooSmallCause } from "./batch-too-small.ts";
import { dropoutTooStrongCause } from "./dropout-too-strong.ts";
import { dyingReluCause } from "./dying-relu.ts";
import { explodingGradientCause } from "./exploding-gradient.ts";
import { flippedSignCause } from "./flipped-sign.ts";
import { goalOutOfReachCause } from "./goal-out-of-reach.ts";
import { learningRateTooHighCause } from "./learning-rate-too-high.ts";
import { learningRateTooLowCause } from "./learning-rate-too-low.ts";
import { missingMeanReductionCause } from "./missing-mean-reduction.ts";
import { nothingWrongCause } from "./nothing-wrong.ts";
import { optimizerConstantsCause } from "./optimizer-constants.ts";
import { saturatingActivationCause } from "./saturating-activation.ts";
import { tooFewEpochsCause } from "./too-few-epochs.ts";
import { tooLittleCapacityCause } from "./too-little-capacity.ts";
import { unsuitedOptimizerCause } from "./unsuited-optimizer.ts";
import { vanishingGradientCause } from "./vanishing-gradient.ts";
import { weightDecayTooStrongCause } from "./weight-decay-too-strong.ts";
import { wrongGradientCause } from "./wrong-gradient.ts";

/** Causes that one change of the experiment cures. */
const curable: readonly Cause[] = [
  learningRateTooHighCause,
  learningRateTooLowCause,
  missingMeanReductionCause,
  flippedSignCause,
  wrongGradientCause,
  dyingReluCause,
  saturatingActivationCause,
  vanishingGradientCause,
  explodingGradientCause,
  badInitializationCause,
  tooFewEpochsCause,
  batchTooLargeCause,
  batchTooSmallCause,
  tooLittleCapacityCause,
  dropoutTooStrongCause,
  weightDecayTooStrongCause,
  optimizerConstantsCause,
  unsuitedOptimizerCause,
];

/** An example: JSON, or the text of a program that imports the package. */
function subjectOf(example: unknown): Subject {
  const { program } = example as { readonly program?: string };
  if (program === undefined) {
    return nodeSubject({ experiment: parseExperiment(example), baseFolder: ".", program: null, formulas: null });
  }
  const body = program.replace(/import (\{.*\}) from "evenkeel";/, "const $1 = evenkeel;");
  const run = new Function("evenkeel", body.replace("export default", "return")) as (library: object) => object;
  const { model, data, ...options } = run(evenkeel) as { model: ProgramFormulas; data: unknown };
  return nodeSubject({
    experiment: experimentOf(model, data, options),
    baseFolder: ".",
    program: "example.ts",
    formulas: model,
  });
}

const seeds = [0, 1, 2];
let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, inProcess: true, spinning: false });
});
afterAll(() => engine.dispose());

/** How many of the seeds reach the goal with the edits. */
async function passing(subject: Subject, edits: readonly { path: string; to: unknown }[] = []): Promise<number> {
  const experiment = applyChanges(subject.experiment, edits) as WithGoal;
  const replayer = localReplayer(subject, engine);
  let passed = 0;
  for (const seed of seeds) {
    const replayed = await replayer.replay({ experiment: { ...experiment, seed }, steps: null, untilGoal: false });
    expect(replayed.refusal).toBeNull();
    passed += Number(replayed.passed);
  }
  await replayer.dispose();
  return passed;
}

describe.each([...curable, goalOutOfReachCause])("the example of $id", ({ examples }) => {
  test("fails from every seed, and reaches its goal without the fault", { timeout: 30_000 }, async () => {
    expect(await passing(subjectOf(examples.bad))).toBe(0);
    expect(await passing(subjectOf(examples.good))).toBe(seeds.length);
  });
});

test("the example of nothing wrong reaches its goal", async () => {
  expect(await passing(subjectOf(nothingWrongCause.examples.bad))).toBe(seeds.length);
});
