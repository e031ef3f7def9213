import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { applyChanges } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import { gatherEvidence } from "../1-evidence/gather.ts";
import { localReplayer } from "../4-trials/replay.ts";
import { baselineRun } from "../baseline.ts";
import { nodeSubject } from "../node/subject.ts";
import type { Subject, WithGoal } from "../subject.ts";
import type { Cause, Edit } from "./_cause.ts";
import { classImbalanceCause } from "./class-imbalance.ts";
import { dataNotShuffledCause } from "./data-not-shuffled.ts";
import { doubleSoftmaxCause } from "./double-softmax.ts";
import { labelEncodingCause } from "./label-encoding.ts";
import { missingNonlinearityCause } from "./missing-nonlinearity.ts";
import { missingOutputActivationCause } from "./missing-output-activation.ts";
import { naiveSoftmaxCause } from "./naive-softmax.ts";
import { noSignalCause } from "./no-signal.ts";
import { outputRangeMismatchCause } from "./output-range-mismatch.ts";
import { outputUnitsMismatchCause } from "./output-units-mismatch.ts";
import { redundantFeaturesCause } from "./redundant-features.ts";
import { softmaxSingleUnitCause } from "./softmax-single-unit.ts";
import { unscaledInputsCause } from "./unscaled-inputs.ts";
import { unscaledTargetsCause } from "./unscaled-targets.ts";
import { wrongLossCause } from "./wrong-loss.ts";
import { wrongOutputActivationCause } from "./wrong-output-activation.ts";

/** Causes that a change of the experiment cures. */
const curable: readonly Cause[] = [
  unscaledInputsCause,
  unscaledTargetsCause,
  softmaxSingleUnitCause,
  missingOutputActivationCause,
  wrongOutputActivationCause,
  outputRangeMismatchCause,
  doubleSoftmaxCause,
  wrongLossCause,
  labelEncodingCause,
  outputUnitsMismatchCause,
  naiveSoftmaxCause,
  redundantFeaturesCause,
  dataNotShuffledCause,
  missingNonlinearityCause,
  classImbalanceCause,
];
/** Causes that lie in the data themselves. */
const incurable: readonly Cause[] = [noSignalCause];

const seeds = [0, 1, 2];
let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, inProcess: true, spinning: false });
});
afterAll(() => engine.dispose());

const subjectOf = (experiment: Experiment): Subject =>
  nodeSubject({ experiment, baseFolder: ".", program: null, formulas: null });

const evidenceCache = new Map<unknown, Promise<Evidence>>();

/** What the doctor would know of an experiment before any trial. */
function evidenceOf(json: unknown): Promise<Evidence> {
  const known = evidenceCache.get(json) ?? measure(parseExperiment(json));
  evidenceCache.set(json, known);
  return known;
}

async function measure(experiment: Experiment): Promise<Evidence> {
  const subject = subjectOf(experiment);
  const baseline = await baselineRun(subject, { engine, events: null, budgetSeconds: 60 });
  return gatherEvidence({
    subject,
    ...baseline,
    engine,
    onFailure: (part, error) => {
      throw new Error(`${part} could not be measured`, { cause: error });
    },
  });
}

/** How many of the seeds reach the goal with the edits. */
async function passing(json: unknown, edits: readonly Edit[] = []): Promise<number> {
  const experiment = applyChanges(parseExperiment(json), edits) as WithGoal;
  const replayer = localReplayer(subjectOf(experiment), engine);
  let passed = 0;
  for (const seed of seeds) {
    const replayed = await replayer.replay({ experiment: { ...experiment, seed }, steps: null, untilGoal: false });
    expect(replayed.refusal).toBeNull();
    passed += Number(replayed.passed);
  }
  await replayer.dispose();
  return passed;
}

/** Evidence of which only the data were measured, as before any training. */
const untrained = (evidence: Evidence): Evidence => ({
  ...evidence,
  signal: null,
  start: null,
  course: null,
  layers: [],
  output: null,
  smallBatch: null,
  sharpness: null,
});

describe.each([...curable, ...incurable])("the example of $id", ({ examples, weigh }) => {
  test("fails from every seed, and reaches its goal without the fault", { timeout: 30_000 }, async () => {
    expect(await passing(examples.bad)).toBe(0);
    expect(await passing(examples.good)).toBe(seeds.length);
  });

  test("is suspected before any trial, and not without the fault", { timeout: 30_000 }, async () => {
    const suspected = weigh(await evidenceOf(examples.bad), parseExperiment(examples.bad));
    const cleared = weigh(await evidenceOf(examples.good), parseExperiment(examples.good));
    expect(suspected?.weight).toBeGreaterThanOrEqual(0.5);
    expect(suspected!.facts.length).toBeGreaterThan(0);
    expect(cleared?.weight ?? 0).toBeLessThanOrEqual(suspected!.weight / 2);
  });

  test("can be weighed before training", async () => {
    const evidence = untrained(await evidenceOf(examples.bad));
    const found = weigh(evidence, parseExperiment(examples.bad));
    expect(found === null || (found.weight > 0 && found.weight <= 1)).toBe(true);
  });
});

describe.each(curable)("the treatments of $id", ({ examples, treatments }) => {
  test("contain one that repairs the example from every seed", { timeout: 60_000 }, async () => {
    const proposed = treatments(parseExperiment(examples.bad), await evidenceOf(examples.bad));
    for (const { edits } of proposed) if ((await passing(examples.bad, edits)) === seeds.length) return;
    expect.fail(`none of: ${proposed.map(({ title }) => title).join("; ") || "no treatments"}`);
  });

  test("are none once one of them was made", async () => {
    const evidence = await evidenceOf(examples.bad);
    const experiment = parseExperiment(examples.bad);
    for (const { edits, title } of treatments(experiment, evidence)) {
      const again = treatments(applyChanges(experiment, edits), evidence);
      expect(
        again.map((next) => next.title),
        title,
      ).toEqual([]);
    }
  });
});

test.each(incurable)("nothing of the experiment can be changed against $id", async ({ examples, treatments }) => {
  expect(treatments(parseExperiment(examples.bad), await evidenceOf(examples.bad))).toEqual([]);
});
