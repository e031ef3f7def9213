import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../dist/node.js";
import { fitWith, loadDataset, ortNodeEngine, parseExperiment } from "../../dist/node.js";
import { recipes } from "../../src/experiment/recipes.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine();
});
afterAll(() => engine.dispose());

test.each([0, 1, 2, 3, 4])("the default recipe gets more than 98 of 100 test images right, seed %i", async (seed) => {
  const experiment = parseExperiment({ ...recipes.mnist, seed });
  const dataset = loadDataset(experiment.data, { baseFolder: ".", seed });
  const { metrics } = await fitWith(engine, experiment.model, dataset, experiment, { health: false });
  console.log(`seed ${seed}: ${(100 * metrics.test!.accuracy!).toFixed(2)}%`);
  expect(metrics.test!.accuracy).toBeGreaterThan(0.98);
});
