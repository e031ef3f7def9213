import { expect, test } from "vitest";
import { parseExperiment } from "../experiment/parse.ts";
import type { EndEvent, StartEvent } from "../record/events.ts";
import { notLearningFinding } from "./endings.ts";

const experiment = parseExperiment({
  data: { source: "inline", inputs: [[0]], targets: [0], classes: 4, targetEncoding: "raw" },
  model: [{ type: "dense", units: 4 }],
  loss: { name: "softmax-cross-entropy" },
  task: "classification",
  optimizer: { name: "sgd", learningRate: 0.1 },
});

const start = (counts: readonly number[]): StartEvent =>
  ({ experiment, data: { targets: { kind: "labels", classes: counts.length, counts } } }) as unknown as StartEvent;

const end = (loss: number, changes: Partial<EndEvent> = {}): EndEvent =>
  ({ stopped: "done", step: 500, train: { loss, accuracy: 0.25 }, ...changes }) as unknown as EndEvent;

test("a classifier at the entropy of its labels has learned nothing", () => {
  expect(notLearningFinding(start([25, 25, 25, 25]), end(Math.log(4)))?.message).toBe(
    "the loss is 1.386 on the training data; an answer that ignores the inputs has 1.386",
  );
});

test("unequal classes lower the level: 0.562 for 75% and 25%", () => {
  expect(notLearningFinding(start([75, 25]), end(0.56))?.id).toBe("not-learning");
  expect(notLearningFinding(start([75, 25]), end(0.55))).toBeNull();
});

test("yes-or-no columns have the mean of their entropies: 0.631 for halves and 80% to 20%", () => {
  const yesNo = {
    experiment: { ...experiment, loss: { name: "binary-cross-entropy", reduction: "mean" } },
    data: { targets: { kind: "values", width: 2, min: 0, max: 1, std: 0.5, columns: [{ mean: 0.5 }, { mean: 0.2 }] } },
  } as unknown as StartEvent;
  const level = (Math.LN2 - 0.8 * Math.log(0.8) - 0.2 * Math.log(0.2)) / 2;
  expect(notLearningFinding(yesNo, end(level))?.id).toBe("not-learning");
  expect(notLearningFinding(yesNo, end(0.98 * level))).toBeNull();
});

test("balanced classes have the level of equal ones: ln 3 for three that occur, 0.25 for squares of yes or no", () => {
  const balanced = (name: string): object => ({
    ...experiment,
    loss: { name, reduction: "mean", classWeights: "balanced" },
  });
  const labels = { ...start([90, 9, 1, 0]), experiment: balanced("softmax-cross-entropy") } as unknown as StartEvent;
  expect(notLearningFinding(labels, end(Math.log(3)))?.id).toBe("not-learning");
  expect(notLearningFinding(labels, end(0.98 * Math.log(3)))).toBeNull();
  const column = { kind: "values", width: 1, min: 0, max: 1, columns: [{ mean: 0.1, std: 0.3 }] };
  const yesNo = { experiment: balanced("mean-squared-error"), data: { targets: column } } as unknown as StartEvent;
  expect(notLearningFinding(yesNo, end(0.25))?.id).toBe("not-learning");
  expect(notLearningFinding(yesNo, end(0.24))).toBeNull();
});

test("a run that was short, was stopped, or learned is left alone", () => {
  const classes = [25, 25, 25, 25];
  expect(notLearningFinding(start(classes), end(Math.log(4), { step: 10 }))).toBeNull();
  expect(notLearningFinding(start(classes), end(Math.log(4), { stopped: "interrupted" }))).toBeNull();
  expect(notLearningFinding(start(classes), end(1.2))).toBeNull();
});
