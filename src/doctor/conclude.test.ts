/** @file Verdicts on sets of changes that hold from some seeds only: what each replay gives is written down. */
import { afterAll, expect, test } from "vitest";
import { ortNodeEngine } from "../engine/ort-node/index.ts";
import { parseExperiment } from "../experiment/parse.ts";
import type { Experiment } from "../experiment/types.ts";
import { clouds } from "./3-causes/_examples.ts";
import type { Replayer } from "./4-trials/trial.ts";
import type { Diagnosis } from "./5-report/diagnosis.ts";
import { diagnose } from "./diagnose.ts";
import { inlineSubject } from "./inlineSubject.ts";

const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
afterAll(() => engine.dispose());

const experiment = parseExperiment({
  data: { ...clouds(2), targetEncoding: "raw" },
  task: "binary",
  model: [
    { type: "dense", units: 8, activation: "relu" },
    { type: "dense", units: 1, activation: "softmax" },
  ],
  loss: "categorical-cross-entropy",
  optimizer: { name: "adam", learningRate: 0.02 },
  epochs: 12,
  goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
});

/** Both faults are mended. */
const isMended = ({ model, loss }: Experiment): boolean =>
  model.some((layer) => layer.type === "dense" && layer.activation === "sigmoid") &&
  loss.name === "binary-cross-entropy";

/** Replays whose outcome is known without training. */
const scripted = (passes: (changed: Experiment) => boolean): Replayer => ({
  parallel: 1,
  replay: async ({ experiment: changed }) => {
    const passed = passes(changed);
    const score = passed ? 0.95 : isMended(changed) ? 0.8 : 0.5;
    return { score, passed, steps: 10, epochs: changed.epochs, ended: "done", refusal: null, seconds: 0 };
  },
  dispose: async () => {},
});

async function diagnosisOf(passes: (changed: Experiment) => boolean): Promise<Diagnosis> {
  const options = { name: "test", engine, replayer: scripted(passes), events: null, budgetSeconds: 60 };
  return (await diagnose(inlineSubject(experiment), options)).diagnosis;
}

const isLucky = ({ seed }: Experiment): boolean => seed < 4;
const proved = ({ causes }: Diagnosis): string[] =>
  causes.filter(({ confidence }) => confidence === "proved").map(({ id }) => id);

test("a set that four of five seeds chose and four of eight keep is not proved, and said to be the nearest", async () => {
  const diagnosis = await diagnosisOf((changed) => isMended(changed) && isLucky(changed));
  expect(diagnosis.verdict).toBe("unexplained");
  expect(diagnosis.recommended!.trials).toMatchObject({ seeds: 8, repaired: 4 });
  expect(proved(diagnosis)).toEqual([]);
});

test("where one change more makes it hold from all seeds, that is recommended, and the faults are joint", async () => {
  const isRoomy = ({ model: [first] }: Experiment): boolean => first?.type === "dense" && first.units > 8;
  const diagnosis = await diagnosisOf((changed) => isMended(changed) && (isLucky(changed) || isRoomy(changed)));
  expect(diagnosis.verdict).toBe("joint");
  expect(diagnosis.recommended!.trials).toMatchObject({ seeds: 8, repaired: 8 });
  expect(diagnosis.recommended!.experiment.model[0]).toMatchObject({ units: 16 });
  expect(proved(diagnosis).sort()).toEqual(["softmax-single-unit", "wrong-loss"]);
});
