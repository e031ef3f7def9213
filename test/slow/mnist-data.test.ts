import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/node/load.ts";
import { classCounts, inputStatistics, overall } from "../../src/data/statistics.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";

test("MNIST is found, verified and has its published sizes, mean and deviation", () => {
  const { data } = parseExperiment({
    data: { source: "mnist", inputScaling: "standardize" },
    model: [{ type: "dense", units: 10 }],
    loss: "softmax-cross-entropy",
    optimizer: "adam",
  });
  const dataset = loadDataset(data, { baseFolder: ".", seed: 0 });
  expect(dataset.train.inputs.shape).toEqual([60000, 28, 28]);
  expect(dataset.test?.inputs.shape).toEqual([10000, 28, 28]);
  expect(dataset.files.every((file) => file.verified)).toBe(true);
  const { mean, std } = overall(inputStatistics(dataset.train.inputs));
  // 0.1307 and 0.3081 of 255, as everyone quotes them.
  expect(mean / 255).toBeCloseTo(0.1307, 4);
  expect(std / 255).toBeCloseTo(0.3081, 4);
  expect(dataset.inputScaling).toEqual({ subtract: mean, multiply: 1 / std });
  const { targets } = dataset.train;
  expect(targets.kind === "labels" && [...classCounts(targets)]).toEqual([
    5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
  ]);
});
