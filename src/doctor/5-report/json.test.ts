/** @file The diagnosis as other programs read it. */
import { describe, expect, test } from "vitest";
import { diagnoses, healthy, noSignal, unexplained, unscaled } from "../../../test/diagnoses.ts";
import { diffExperiments } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { renderJson } from "./json.ts";

interface Read {
  readonly verdict: string;
  readonly symptoms: readonly object[];
  readonly causes: readonly { readonly id: string; readonly confidence: string; readonly trials: object }[];
  readonly recommended: { readonly changes: readonly object[]; readonly trials: object; readonly experiment: object };
  readonly seconds: number;
  readonly evidence: { readonly output: { readonly reachable: object } };
}

const read = (diagnosis: Diagnosis): Read => JSON.parse(renderJson(diagnosis)) as Read;

describe.each(Object.entries(diagnoses))("%s", (_, diagnosis) => {
  test("is one line with the fields that are promised", () => {
    expect(renderJson(diagnosis).split("\n")).toHaveLength(2);
    const json = read(diagnosis);
    expect(json).toMatchObject({
      verdict: diagnosis.verdict,
      symptoms: diagnosis.symptoms,
      seconds: diagnosis.seconds,
    });
    for (const cause of json.causes) {
      expect(cause).toMatchObject({
        id: expect.any(String),
        confidence: expect.stringMatching(/^(proved|likely|possible)$/),
        changes: expect.any(Array),
        trials: { seeds: expect.any(Number), repaired: expect.any(Number) },
      });
    }
  });

  test("recommends an experiment that is complete and has exactly the changes", () => {
    const { experiment, changes } = read(diagnosis).recommended;
    const parsed = parseExperiment(experiment);
    expect(experiment).toEqual(JSON.parse(JSON.stringify(parsed)));
    const paths = diffExperiments(diagnosis.experiment, parsed).map(({ path }) => path);
    expect(paths.sort()).toEqual(changes.map((change) => (change as { path: string }).path).sort());
  });
});

test("numbers that are not finite are named", () => {
  const json = read(unscaled);
  expect(json.causes[1]!.trials).toEqual({ seeds: 1, repaired: 0, scores: ["NaN"] });
  expect(json.evidence.output.reachable).toEqual({ lo: "-Infinity", hi: "Infinity" });
});

test("a healthy run is recommended as it is", () => {
  expect(read(healthy).recommended).toMatchObject({ changes: [], trials: { seeds: 5, repaired: 5 } });
});

test.each(Object.entries({ healthy, unexplained, noSignal }))(
  "%s without a change: none is listed, the trials are those of the run as it is, and the verdict says which it is",
  (_, diagnosis) => {
    const json = read({ ...diagnosis, recommended: null });
    const { experiment, ...recommended } = json.recommended;
    expect(recommended).toEqual({ changes: [], trials: JSON.parse(JSON.stringify(diagnosis.baseline)) });
    expect(experiment).toEqual(JSON.parse(JSON.stringify(diagnosis.experiment)));
    expect(json.verdict).toBe(diagnosis.verdict);
  },
);

test("the whole is the same as before", () => {
  const { evidence: _, recommended, ...json } = read(unscaled);
  const { experiment: __, ...changes } = recommended;
  expect({ ...json, recommended: changes }).toMatchSnapshot();
});
