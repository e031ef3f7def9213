import { afterAll, describe, expect, test } from "vitest";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Experiment } from "../../experiment/types.ts";
import { clouds } from "../3-causes/_examples.ts";
import { inlineSubject } from "../inlineSubject.ts";
import { nodeSubject } from "../node/subject.ts";
import type { WithGoal } from "../subject.ts";
import { localReplayer } from "./replay.ts";
import { fails, isClearlyBetter, Trials, works } from "./trials.ts";

const experiment = parseExperiment({
  data: { ...clouds(3), targetEncoding: "one-hot", classes: 3 },
  model: [
    { type: "dense", units: 8, activation: "relu" },
    { type: "dense", units: 3, activation: "softmax" },
  ],
  loss: "categorical-cross-entropy",
  optimizer: { name: "sgd", learningRate: 0.3 },
  epochs: 8,
  goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
}) as WithGoal;

const subject = inlineSubject(experiment);
const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
const replayer = localReplayer(subject, engine);
afterAll(async () => {
  await replayer.dispose();
  await engine.dispose();
});

const whole = (changed: Experiment) => replayer.replay({ experiment: changed, steps: null, untilGoal: false });

describe("a replay", () => {
  test("gives the same score whether its programs are new or were used before, also by another seed and rate", async () => {
    const fresh = await whole(experiment);
    await whole({ ...experiment, seed: 5, optimizer: { ...experiment.optimizer, learningRate: 0.01 } });
    const again = await whole(experiment);
    expect(again.score).toBe(fresh.score);
    expect(fresh).toMatchObject({ passed: true, ended: "done", epochs: 8, steps: 64 });
  });

  test("of another seed has the scaling and the class weights of its own training part", async () => {
    const split = parseExperiment({
      ...experiment,
      data: { ...clouds(3), targetEncoding: "raw", inputScaling: "standardize", validation: { fraction: 0.3 } },
      loss: { name: "sparse-categorical-cross-entropy", classWeights: "balanced" },
      goal: { metric: "loss", atMost: 0.1, on: "train" },
    });
    const reading = nodeSubject({ experiment: split, baseFolder: ".", program: null, formulas: null });
    const scoreAfter = async (seeds: readonly number[]): Promise<number> => {
      const own = localReplayer(reading, engine);
      let score = Number.NaN;
      for (const seed of seeds) {
        ({ score } = await own.replay({ experiment: { ...split, seed }, steps: null, untilGoal: false }));
      }
      await own.dispose();
      return score;
    };
    expect(await scoreAfter([0, 1])).toBe(await scoreAfter([1]));
  });

  test("may be shortened, and may end where the goal is held", async () => {
    const shortened = await replayer.replay({ experiment, steps: 8, untilGoal: false });
    expect(shortened).toMatchObject({ ended: "shortened" });
    expect(shortened.steps).toBeLessThan(64);
    const held = await replayer.replay({ experiment: { ...experiment, epochs: 500 }, steps: null, untilGoal: true });
    expect(held).toMatchObject({ ended: "goal", passed: true });
    expect(held.epochs).toBeLessThan(50);
  });

  test("for which there is no time left says nothing", async () => {
    const late = await replayer.replay({ experiment, steps: null, untilGoal: false }, 0);
    expect(late.ended).toBe("out of time");
    const trials = new Trials({ replayer: { ...replayer, replay: async () => late }, baseRate: null, seconds: 60 });
    expect(await trials.decide(experiment)).toEqual({ seeds: 0, repaired: 0, scores: [] });
    expect(trials.cutShort).toBe(true);
  });

  test("that blows up has no score, although its last finite parameters have one", async () => {
    const wild = { ...experiment, optimizer: { ...experiment.optimizer, learningRate: 1e38 } };
    const replayed = await whole({ ...wild, rewrites: "off" });
    expect(replayed).toMatchObject({ ended: "diverged", passed: false, score: Number.NaN });
  });

  test("that cannot be started says why", async () => {
    const refused = await whole({ ...experiment, data: { ...experiment.data, classes: 2 } });
    expect(refused.ended).toBe("refused");
    expect(refused.refusal).toMatch(/label/i);
  });
});

describe("trials", () => {
  test("decide from several seeds, and run nothing twice", async () => {
    const trials = new Trials({ replayer, baseRate: 1 / 3, seconds: 60 });
    const good = await trials.decide(experiment);
    expect(works(good), JSON.stringify(good)).toBe(true);
    const replays = trials.replays;
    expect(await trials.decide(experiment)).toEqual(good);
    expect(trials.replays).toBe(replays);
    const frozen = { ...experiment, optimizer: { ...experiment.optimizer, learningRate: 1e-9 } };
    expect(fails(await trials.decide(frozen))).toBe(true);
  });

  test("stop where the time is spent, and say so", async () => {
    const trials = new Trials({ replayer, baseRate: 1 / 3, seconds: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await trials.replay({ experiment, steps: null, untilGoal: false })).toBeNull();
    expect(trials.cutShort).toBe(true);
  });
});

test.each([
  [[3, 3], [0, 3], true],
  [[4, 5], [0, 3], true],
  [[8, 8], [1, 5], true],
  [[4, 5], [3, 5], false],
  [[3, 3], [2, 5], false],
  [[8, 8], [0, 0], false],
])("%j of the seeds against %j is more than luck: %s", ([repaired, seeds], [before, of], clear) => {
  const changed = { seeds: seeds!, repaired: repaired!, scores: [] };
  expect(isClearlyBetter(changed, { seeds: of!, repaired: before!, scores: [] })).toBe(clear);
});
