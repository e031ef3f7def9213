/** @file The forum's program against NumPy on twenty random images: the same weights, the same costs, the same nan. */
import { type Engine, type FitData, ortNodeEngine, RandomValues, referenceEngine } from "evenkeel";
import { afterAll, describe, expect, test } from "vitest";
import { agreement, largestDifference, numpyCosts, type Setting, settings } from "../examples/seed/fixture.ts";
import { heInit, layerDims } from "../examples/seed/forum.ts";
import { type ForumRun, runForum, scalingOf } from "../examples/seed/runs.ts";
import { RandomStream, streams } from "../src/util/philox.ts";
import { isClose, tolerances } from "./tolerance.ts";

const engines = [referenceEngine(), await ortNodeEngine({ inProcess: true, threads: 1 })];
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

/** Pixels and labels as numpy_costs.py draws them: 48 of 256 pixels are bytes, the others 0. */
function randomImages(setting: Setting): FitData {
  const [pixels, labels] = [0, 1].map((substream) => new RandomStream(setting.seed, streams.probe, substream));
  const pixel = (): number => {
    const word = pixels!.word();
    return word >>> 24 < 48 ? word & 255 : 0;
  };
  return {
    source: "inline",
    inputs: Array.from({ length: setting.n }, () => Array.from({ length: layerDims[0]! }, pixel)),
    targets: Array.from({ length: setting.n }, () => labels!.word() % 10),
    targetEncoding: "one-hot",
    classes: 10,
    shuffle: false,
    inputScaling: scalingOf(setting),
  };
}

/** Beyond Φ⁻¹(0.925) a draw goes through the platform's logarithm, which may differ in the last bit. */
const tail = 1.4395;

test.each(Object.entries(settings))(
  "%s: heInit gives NumPy's weights, bit by bit where no logarithm is in them",
  (_, setting) => {
    const { w, b } = heInit(layerDims, new RandomValues(setting.seed));
    w.forEach(({ data }, l) => {
      const standardDeviation = Math.sqrt(2 / layerDims[l]!);
      const expected = [...setting.first_weights[l]!, ...setting.last_weights[l]!];
      [...data.subarray(0, 3), ...data.subarray(-3)].forEach((weight, i) => {
        const exact = Math.abs(weight) < tail * standardDeviation;
        const tolerance = tolerances.float64[exact ? "exact" : "rounding"].forward;
        expect(isClose(weight, expected[i]!, tolerance), `layer ${l}: ${weight}, NumPy ${expected[i]}`).toBe(true);
      });
    });
    expect(b.every(({ data }) => data.every((x) => x === 0))).toBe(true);
  },
);

const small = Object.entries(settings).filter(([, { data }]) => data === "philox");

/** The program as written; each setting runs once an engine. */
const literalRuns = new Map<string, Promise<ForumRun>>();
function literalRun(engine: Engine, setting: Setting): Promise<ForumRun> {
  const key = `${engine.name}, seed ${setting.seed}, ${setting.bug}`;
  const run = literalRuns.get(key) ?? runForum(engine, setting, { rewrites: "off" }, randomImages(setting));
  literalRuns.set(key, run);
  return run;
}

describe.each(engines)("$name", { timeout: 60_000 }, (engine) => {
  describe.each(small)("%s", (_, setting) => {
    const { posted } = setting.columns;

    test("literally, its costs are NumPy's, and nan where NumPy's are", async () => {
      const run = await literalRun(engine, setting);
      expect(largestDifference(run.costs, numpyCosts(setting, "posted"))).toBeLessThan(agreement);
      const firstBad = posted.costs.findIndex((cost) => typeof cost === "string");
      expect(run.failure?.epoch ?? -1).toBe(firstBad);
      const values = Object.values(run.parameters).flatMap(({ data }) => Array.from(data));
      // NumPy's last flag is from before the last update; an overflow has spread to all weights long before.
      expect(values.every(Number.isFinite)).toBe(posted.weights_finite.at(-1));
    });

    test("with rewrites, its costs are those of the stable formulas in NumPy, and finite", async () => {
      const run = await runForum(engine, setting, {}, randomImages(setting));
      expect(largestDifference(run.costs, numpyCosts(setting, "stable"))).toBeLessThan(agreement);
      expect(run.costs.every(Number.isFinite)).toBe(true);
      expect(run.failure).toBeNull();
    });
  });

  test("an overflow is found at exp(z), with the logit and the limit, at the line of softmax", async () => {
    const setting = settings.small_overflow!;
    const { failure } = await literalRun(engine, setting);
    const epoch = setting.columns.posted.first_overflow_in_exp!;
    const { op, gives, limit, site } = failure!.origin!;
    expect({ epoch: failure!.epoch, op, gives }).toEqual({ epoch, op: "exp", gives: "Infinity" });
    expect(site!.file).toMatch(/examples\/seed\/forum\.ts$/);
    expect(limit!.limit).toBeCloseTo(Math.log(Number.MAX_VALUE), 10);
    const logit = Number(setting.columns.posted.max_logit[epoch]);
    expect(isClose(limit!.value, logit, tolerances.float32.rounding.forward)).toBe(true);
  });

  test("0 log 0 is nan in the cost alone: it is found at log, and the cost comes back", async () => {
    const setting = settings.small_back!;
    const run = await literalRun(engine, setting);
    expect(run.failure).toMatchObject({
      epoch: setting.columns.posted.first_divide_by_zero_in_log,
      origin: { op: "log" },
    });
    expect(run.costs.slice(1, 3)).toEqual([Number.NaN, Number.NaN]);
    expect(run.costs.slice(3).every(Number.isFinite)).toBe(true);
  });
});
