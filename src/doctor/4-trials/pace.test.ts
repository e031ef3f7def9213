import { describe, expect, test } from "vitest";
import { parseExperiment } from "../../experiment/parse.ts";
import type { EndEvent, RunEvent, StartEvent } from "../../record/events.ts";
import { plane } from "../3-causes/_examples.ts";
import type { WithGoal } from "../subject.ts";
import { paceOf } from "./pace.ts";
import type { Replayer } from "./trial.ts";

const experiment = parseExperiment({
  data: plane({ features: 3 }),
  model: [{ type: "dense", units: 1 }],
  loss: "mean-squared-error",
  optimizer: { name: "sgd", learningRate: 0.1 },
  goal: { metric: "relative-mse", atMost: 0.05 },
}) as WithGoal;

const totalSteps = 2000;

/** A record of so many steps in so many seconds. */
const record = (step: number, seconds: number): RunEvent[] => [
  { t: "start", experiment, totalSteps } as StartEvent,
  { t: "end", step, seconds } as EndEvent,
];

/** Takes an eighth of a second and 1/1024 a step, in calls of 64 steps; remembers the rates that it was given. */
function steady(mostSeconds = Number.POSITIVE_INFINITY): Replayer & { readonly rates: number[] } {
  const rates: number[] = [];
  return {
    rates,
    parallel: 1,
    replay: async ({ experiment: { optimizer }, steps }) => {
      rates.push(optimizer.learningRate);
      const done = Math.min(totalSteps, 64 * Math.ceil(steps! / 64));
      const seconds = 1 / 8 + done / 1024;
      const ended = seconds > mostSeconds ? "out of time" : "shortened";
      return { score: 0, passed: false, steps: done, epochs: 1, ended, refusal: null, seconds };
    },
    dispose: async () => {},
  };
}

const pace = (events: readonly RunEvent[], replayer: Replayer, recorded = false) =>
  paceOf({ events, experiment, replayer, budgetSeconds: 30, recorded });

describe("how long replays may be", () => {
  test("is what the run's own pace allows", async () => {
    const replayer = steady();
    // 1/1024 s a step: a sixtieth of 30 s is half a second.
    expect(await pace(record(totalSteps, totalSteps / 1024), replayer)).toEqual({
      screen: 512,
      decide: null,
      longest: 2560,
    });
    expect(replayer.rates).toEqual([]);
  });

  test("is measured where the run broke early: its seconds went into looking for what broke", async () => {
    const replayer = steady();
    // 0.3 s for 12 steps would leave 60 steps a look and 80 a decision.
    expect(await pace(record(12, 0.3), replayer)).toEqual({ screen: 384, decide: 1920, longest: 2432 });
    // Replays that stand still do not break.
    expect(Math.max(...replayer.rates)).toBeLessThan(1e-9);
  });

  test("is measured where the record was given: it may be of another machine, or of a run that was held", async () => {
    expect(await pace(record(totalSteps, 600), steady(), true)).toMatchObject({ screen: 384, decide: 1920 });
  });

  test("is that of the first steps where more would take too long, and that of the record where even those do", async () => {
    // 64 steps in 0.1875 s
    expect(await pace(record(12, 0.3), steady(0.2))).toMatchObject({ screen: 170, decide: 682 });
    expect(await pace(record(totalSteps, totalSteps / 1024), steady(0.01), true)).toMatchObject({
      screen: 512,
      decide: null,
    });
  });

  test("is not limited where the run made no step, since nothing is known of it", async () => {
    expect(await pace(record(0, 0.3), steady())).toEqual({ screen: null, decide: null, longest: 20_000 });
  });
});
