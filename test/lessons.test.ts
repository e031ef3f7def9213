import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { causes } from "../src/doctor/3-causes/index.ts";
import { parseExperiment } from "../src/experiment/parse.ts";
import type { NonFiniteOrigin } from "../src/record/events.ts";
import { parseEvents } from "../src/record/reader.ts";
import { lessons } from "../web/lessons/index.ts";
import { percent, shown } from "../web/model/numbers.ts";
import { Run } from "../web/model/run.ts";
import { experimentOf } from "../web/playground/setup/experiment.ts";
import {
  activations,
  batchSizes,
  goal,
  healthy,
  imageCounts,
  inits,
  limits,
  type Setup,
  scalings,
} from "../web/playground/setup/setup.ts";

const wordsOf = (text: string): number => text.split(/\s+/).length;
const setupOf = (breaks: Partial<Setup>): Setup => ({ ...healthy, ...breaks });

test("every file of the folder is a lesson of the registry, by its id", () => {
  const files = readdirSync(new URL("../web/lessons", import.meta.url))
    .filter((name) => /^[a-z-]+\.ts$/.test(name) && name !== "index.ts")
    .map((name) => name.replace(".ts", ""));
  expect(lessons.map(({ id }) => id).sort()).toEqual(files.sort());
});

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))("%s", (_, lesson) => {
  test("has a short title, a story, a question and a sentence to take home", () => {
    expect(wordsOf(lesson.title)).toBeLessThanOrEqual(3);
    expect(lesson.story).toMatch(/\.$/);
    expect(lesson.question).toMatch(/\?$/);
    expect(lesson.moral).toMatch(/\.$/);
  });

  test("asks for one of three or four guesses, one of which is right, and has an answer to each", () => {
    expect([3, 4]).toContain(lesson.choices.length);
    expect(lesson.choices.filter(({ right }) => right)).toHaveLength(1);
    expect(new Set(lesson.choices.map(({ text }) => text)).size).toBe(lesson.choices.length);
    for (const { answer, right } of lesson.choices) {
      expect(answer).toMatch(/\.$/);
      expect(answer.startsWith("Yes")).toBe(right);
    }
  });

  test("lets the doctor prove a cause that there is", () => {
    expect(lesson.causes.length).toBeGreaterThan(0);
    expect(causes.map(({ id }) => id)).toEqual(expect.arrayContaining([...lesson.causes]));
  });

  test("differs from the healthy network in all that it says, by what can be set", () => {
    const setup = setupOf(lesson.breaks);
    for (const [name, value] of Object.entries(lesson.breaks)) {
      expect(value).not.toEqual(healthy[name as keyof Setup]);
    }
    expect(setup.layers.length).toBeLessThanOrEqual(limits.layers);
    expect(setup.learningRate).toBeGreaterThanOrEqual(limits.learningRate.least);
    expect(setup.learningRate).toBeLessThanOrEqual(limits.learningRate.most);
    expect(activations).toContain(setup.activation);
    expect(inits).toContain(setup.init);
    expect(scalings).toContain(setup.scaling);
    expect(batchSizes).toContain(setup.batchSize);
    expect(imageCounts).toContain(setup.images);
  });

  test("is an experiment that asks for what the healthy network reaches", () => {
    const experiment = parseExperiment(experimentOf(setupOf(lesson.breaks)));
    expect(experiment.goal).toMatchObject({ metric: "accuracy", atLeast: goal, on: "test" });
  });
});

function recorded(name: string): Run {
  const file = `test/fixtures/records/${name}/record.jsonl`;
  const run = new Run(name);
  for (const event of parseEvents(readFileSync(file, "utf8"), file).events) run.add(event);
  return run;
}

describe("what was seen", () => {
  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))(
    "of a run without a step, %s says nothing",
    (_, l) => {
      expect(l.seen(new Run("new"))).toBe("No step was done yet.");
    },
  );

  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))(
    "of a run that learned, %s tells how it began and what it came to, and finds nothing amiss",
    (_, l) => {
      const run = recorded("healthy");
      const said = l.seen(run);
      expect(said).toContain(`The cost began at ${shown(run.cost.values[0]!)}; an untrained network has about ln 10`);
      expect(said).toContain(`Of the test images ${percent(run.end!.test!.accuracy!)} are right; guessing gives 10%.`);
      expect(said).not.toMatch(/first to give|exactly 0|fired for none|on average|update of|gradient of|it was/);
    },
  );

  const overflowing: NonFiniteOrigin = {
    step: 0,
    op: "exp",
    gives: "Infinity",
    operands: [{ lo: -185.5, hi: 292.009 }],
    limit: { operand: 0, value: 292.009, limit: 88.72283908, what: "exp overflows above it" },
    site: null,
    via: ["softmax-cross-entropy"],
  };
  const product: NonFiniteOrigin = {
    ...overflowing,
    op: "matmul",
    operands: [
      { lo: 0, hi: 2.12e29 },
      { lo: -9.2e21, hi: 1.7e21 },
    ],
    limit: null,
    via: ["dense2"],
  };
  const zero: NonFiniteOrigin = {
    ...overflowing,
    op: "log",
    operands: [{ lo: 0, hi: 1 }],
    limit: { operand: 0, value: 0, limit: 0, what: "log of 0; its gradient divides by it" },
  };
  const breaking = lessons.filter(({ id }) => id !== "zero-init" && id !== "sigmoid-depth");

  test.each(breaking.map((lesson) => [lesson.id, lesson] as const))(
    "of a run that left the finite numbers, %s names step, op, place, value and limit, and no score",
    (_, { seen }) => {
      const said = (origin: NonFiniteOrigin): string => {
        const run = recorded("diverged");
        run.findings.splice(0, run.findings.length, { ...run.findings[0]!, step: 7, origin });
        return seen(run);
      };
      expect(said(overflowing)).toContain(
        "At step 7 exp (softmax-cross-entropy) was the first to give Infinity: its operand reached 292, and the limit is 88.72 (exp overflows above it).",
      );
      expect(said(product)).toContain(
        "matmul (dense2) was the first to give Infinity: its operands lay between 0 and 2.1e29 and between -9.2e21 and 1.7e21, and the largest float32 is 3.4e38.",
      );
      expect(said(zero)).toContain("its operand was 0 (log of 0; its gradient divides by it).");
      expect(said(zero)).not.toContain("are right");
    },
  );

  test("of a run whose units died, the learning rate's lesson counts them and names the level of guessing", () => {
    const said = lessons.find(({ id }) => id === "learning-rate")!.seen(recorded("broken"));
    expect(said).toMatch(/fired for none of the images that were looked at: \d+ of 128 in dense0/);
    expect(said).toMatch(/the cost was 2\.\d+ on average: guessing among ten classes gives ln 10 = 2\.303\./);
  });
});
