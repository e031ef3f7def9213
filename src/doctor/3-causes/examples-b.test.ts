import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { applyChanges, diffExperiments } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import { experimentOf } from "../../fit.ts";
import * as evenkeel from "../../node.ts";
import { measureData } from "../1-evidence/data.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import { gatherEvidence } from "../1-evidence/gather.ts";
import { localReplayer } from "../4-trials/replay.ts";
import { baselineRun } from "../baseline.ts";
import { gradientEvidence } from "../gradcheck/evidence.ts";
import { nodeSubject, type ProgramFormulas } from "../node/subject.ts";
import type { Subject, WithGoal } from "../subject.ts";
import type { Cause, Edit } from "./_cause.ts";
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
function subjectOf(example: unknown): { readonly subject: Subject; readonly formulas: ProgramFormulas | null } {
  const { program } = example as { readonly program?: string };
  const baseFolder = ".";
  if (program === undefined) {
    const experiment = parseExperiment(example);
    return { subject: nodeSubject({ experiment, baseFolder, program: null, formulas: null }), formulas: null };
  }
  const body = program.replace(/import (\{.*\}) from "evenkeel";/, "const $1 = evenkeel;");
  const run = new Function("evenkeel", body.replace("export default", "return")) as (library: object) => object;
  const { model, data, ...options } = run(evenkeel) as { model: ProgramFormulas; data: unknown };
  const experiment = experimentOf(model, data, options);
  return { subject: nodeSubject({ experiment, baseFolder, program: "example.ts", formulas: model }), formulas: model };
}

const seeds = [0, 1, 2];
let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, inProcess: true, spinning: false });
});
afterAll(() => engine.dispose());

/** What the doctor would know of an example before any trial. */
function evidenceOf(example: unknown): Promise<Evidence> {
  const found = known.get(example) ?? measured(example);
  known.set(example, found);
  return found;
}

const known = new Map<unknown, Promise<Evidence>>();

async function measured(example: unknown): Promise<Evidence> {
  const { subject, formulas } = subjectOf(example);
  const baseline = await baselineRun(subject, { engine, events: null, budgetSeconds: 60 });
  const { experiment } = subject;
  return gatherEvidence({
    subject,
    ...baseline,
    engine,
    ...(formulas && { gradients: () => gradientEvidence(formulas, subject.dataset(experiment), experiment) }),
    onFailure: (part, error) => {
      throw new Error(`${part} could not be measured`, { cause: error });
    },
  });
}

/** How many of the seeds reach the goal with the edits; replays of more epochs end where it is held. */
async function passing(subject: Subject, edits: readonly Edit[] = []): Promise<number> {
  const experiment = applyChanges(subject.experiment, edits) as WithGoal;
  const replayer = localReplayer(subject, engine);
  let passed = 0;
  for (const seed of seeds) {
    const untilGoal = edits.some(({ path }) => path === "epochs");
    const replayed = await replayer.replay({ experiment: { ...experiment, seed }, steps: null, untilGoal });
    expect(replayed.refusal).toBeNull();
    passed += Number(replayed.passed);
  }
  await replayer.dispose();
  return passed;
}

describe.each([...curable, goalOutOfReachCause])("the example of $id", ({ examples, weigh }) => {
  test("fails from every seed, and reaches its goal without the fault", { timeout: 30_000 }, async () => {
    expect(await passing(subjectOf(examples.bad).subject)).toBe(0);
    expect(await passing(subjectOf(examples.good).subject)).toBe(seeds.length);
  });

  test("is suspected before any trial, and not without the fault", { timeout: 30_000 }, async () => {
    const [bad, good] = [await evidenceOf(examples.bad), await evidenceOf(examples.good)];
    const suspected = weigh(bad, subjectOf(examples.bad).subject.experiment);
    const cleared = weigh(good, subjectOf(examples.good).subject.experiment);
    expect(suspected?.weight).toBeGreaterThanOrEqual(0.3);
    expect(suspected!.facts.length).toBeGreaterThan(0);
    expect(cleared?.weight ?? 0).toBeLessThanOrEqual(suspected!.weight / 2);
  });
});

describe.each(curable)("the treatments of $id", ({ examples, treatments }) => {
  test("contain one that repairs the example from every seed", { timeout: 60_000 }, async () => {
    const { subject } = subjectOf(examples.bad);
    const proposed = treatments(subject.experiment, await evidenceOf(examples.bad));
    const repaired: number[] = [];
    for (const { edits } of proposed) {
      repaired.push(await passing(subject, edits));
      if (repaired.at(-1) === seeds.length) break;
    }
    expect(repaired).toContain(seeds.length);
  });

  test("make valid experiments of others' examples, and leave task and goal alone", { timeout: 30_000 }, async () => {
    const evidence = await evidenceOf(examples.bad);
    for (const other of curable) {
      if ("program" in (other.examples.bad as object)) continue;
      const { subject } = subjectOf(other.examples.bad);
      for (const { edits, title } of treatments(subject.experiment, evidence)) {
        const changed = applyChanges(subject.experiment, edits);
        expect(changed, title).toMatchObject({ task: subject.experiment.task, goal: subject.experiment.goal });
        expect(diffExperiments(subject.experiment, changed), title).not.toEqual([]);
        subject.plan(changed, subject.dataset(changed));
      }
    }
  });
});

test("a healthy run is called so, and no cause is likely", { timeout: 30_000 }, async () => {
  const { bad } = nothingWrongCause.examples;
  const { subject } = subjectOf(bad);
  expect(await passing(subject)).toBe(seeds.length);
  const evidence = await evidenceOf(bad);
  expect(nothingWrongCause.weigh(evidence, subject.experiment)?.weight).toBe(1);
  for (const { id, weigh } of [...curable, goalOutOfReachCause]) {
    expect(weigh(evidence, subject.experiment)?.weight ?? 0, id).toBeLessThan(0.2);
  }
});

test("no cause needs more evidence than the data's", () => {
  const bare = { signal: null, start: null, course: null, layers: [], output: null, smallBatch: null };
  for (const { examples } of curable) {
    if ("program" in (examples.bad as object)) continue;
    const { subject } = subjectOf(examples.bad);
    const { experiment } = subject;
    const data = measureData(subject.dataset(experiment), experiment);
    const evidence: Evidence = { ...bare, data, sharpness: null, gradients: null, refusal: null };
    for (const { weigh, treatments } of [...curable, goalOutOfReachCause, nothingWrongCause]) {
      const found = weigh(evidence, experiment);
      expect(found === null || (found.weight >= 0 && found.weight <= 1)).toBe(true);
      treatments(experiment, evidence);
    }
  }
});
