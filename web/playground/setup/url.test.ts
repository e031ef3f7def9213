/** @file Setups in addresses. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { lessons } from "../../lessons/index.ts";
import { experimentOf } from "./experiment.ts";
import {
  activations,
  batchSizes,
  devices,
  healthy,
  imageCounts,
  inits,
  limits,
  optimizers,
  type Setup,
  scalings,
} from "./setup.ts";
import { hashOf, readHash } from "./url.ts";

const setups: fc.Arbitrary<Setup> = fc.record({
  layers: fc.array(fc.integer({ min: 1, max: limits.units }), { maxLength: limits.layers }),
  activation: fc.constantFrom(...activations),
  init: fc.constantFrom(...inits),
  optimizer: fc.constantFrom(...optimizers),
  learningRate: fc.double({ min: limits.learningRate.least, max: limits.learningRate.most, noNaN: true }),
  batchSize: fc.constantFrom(...batchSizes),
  epochs: fc.integer({ min: 1, max: limits.epochs }),
  scaling: fc.constantFrom(...scalings),
  formulas: fc.constantFrom("stable", "naive"),
  reduction: fc.constantFrom("mean", "sum"),
  precision: fc.constantFrom("float32", "float64"),
  images: fc.constantFrom(...imageCounts),
  seed: fc.integer({ min: 0, max: limits.seed }),
  device: fc.constantFrom(...devices),
});

test("every setup comes back from its address", () => {
  fc.assert(
    fc.property(setups, (setup) => {
      expect(readHash(`#${hashOf(setup, null)}`)).toEqual({ setup, lesson: null, ignored: [] });
    }),
  );
});

test("the healthy network needs no hash, and a lesson only its name and what was changed in it", () => {
  expect(hashOf(healthy, null)).toBe("");
  const { id, breaks } = lessons[0]!;
  const base = { ...healthy, ...breaks };
  expect(hashOf(base, id, base)).toBe(`lesson=${id}`);
  const changed = { ...base, seed: 5 };
  expect(hashOf(changed, id, base)).toBe(`lesson=${id}&seed=5`);
  expect(readHash(`lesson=${id}&seed=5`, () => base)).toEqual({ setup: changed, lesson: id, ignored: [] });
});

test.each([
  ["activation=fast", 'activation cannot be "fast": it is relu,'],
  ["learningRate=-1", 'learningRate cannot be "-1": it is a number from 0.00001 to 100.'],
  ["learningRate=", 'learningRate cannot be ""'],
  ["epochs=2.5", 'epochs cannot be "2.5": it is a whole number from 1 to'],
  ["layers=64,0", 'layers cannot be "64,0": it is up to'],
  ["layers=64,x", 'layers cannot be "64,x"'],
  ["seed=1e99", 'seed cannot be "1e99"'],
  ["units=3", 'There is no "units" to be set.'],
  ["__proto__=1", 'There is no "__proto__" to be set.'],
])("what cannot be set is told and left out: %s", (hash, sentence) => {
  const { setup, ignored } = readHash(hash);
  expect(setup).toEqual(healthy);
  expect(ignored).toHaveLength(1);
  expect(ignored[0]).toContain(sentence);
});

test("whatever an address says, an experiment comes of it", () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      expect(experimentOf(readHash(hash).setup)).toHaveProperty("model");
    }),
  );
});
