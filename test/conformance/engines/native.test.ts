/** @file The engines that run in Node: the reference, and ONNX Runtime on the CPU. */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Engine } from "../../../src/engine/engine.ts";
import { ortNodeEngine } from "../../../src/engine/ort-node/index.ts";
import { referenceEngine } from "../../../src/engine/reference/reference.ts";
import { engineTests, type Traits } from "./suite.ts";
import { cpuTraits } from "./traits.ts";

interface Candidate {
  readonly name: string;
  readonly traits: Traits;
  start(): Promise<Engine>;
}

const candidates: readonly Candidate[] = [
  { name: "reference in declared dtypes", traits: {}, start: async () => referenceEngine() },
  { name: "reference float64", traits: {}, start: async () => referenceEngine("float64") },
  { name: "ort-node", traits: cpuTraits, start: () => ortNodeEngine({ inProcess: true, threads: 1 }) },
];

describe.each(candidates)("$name", ({ traits, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.dispose());

  for (const { name, run } of engineTests(traits)) test(name, () => run(engine));
});
