import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeModel } from "../../src/onnx/decode.ts";
import { importModel } from "../../src/onnx/import/import.ts";
import { importers } from "../../src/onnx/import/ops/index.ts";
import type { ModelProto } from "../../src/onnx/wire/onnx.ts";
import { EvenkeelError } from "../../src/util/errors.ts";
import { oneNode } from "../one-node.ts";
import { randomStream, seed } from "../samples.ts";
import { belowOf, damageBytes, damageMessage, processorTime } from "./damage.ts";
import { withExtremes } from "./extremes.ts";

const folders = ["healthy", "defects"].map((name) => new URL(`../fixtures/onnx/${name}/`, import.meta.url));
const slowest = 2_000;
const mostMemory = 512 * 2 ** 20;

/** The small models among the fixtures. */
const corpus: readonly Uint8Array[] = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".onnx"))
    .sort()
    .map((file) => new Uint8Array(readFileSync(new URL(file, folder))))
    .filter((bytes) => bytes.length < 4_000),
);

interface Outcome {
  read: number;
  refused: number;
}

/** Runs one damaged model; the error it was refused with has to be one for users. */
function outcomeOf(attempt: () => unknown, what: string, outcome: Outcome): void {
  const start = processorTime();
  try {
    attempt();
    outcome.read++;
  } catch (error) {
    if (!(error instanceof EvenkeelError)) throw new Error(`${what} crashed`, { cause: error });
    if (error.message.length > 2_000) throw new Error(`${what} was refused in ${error.message.length} letters`);
    outcome.refused++;
  }
  const took = processorTime() - start;
  if (took > slowest) throw new Error(`${what} took ${took} ms`);
}

function runAll(kind: string, count: number, attemptOf: (index: number) => () => unknown): Outcome {
  const before = process.memoryUsage().rss;
  const outcome: Outcome = { read: 0, refused: 0 };
  for (let index = 0; index < count; index++) outcomeOf(attemptOf(index), `${kind} ${index} of seed ${seed}`, outcome);
  expect(process.memoryUsage().rss - before, `memory after ${kind}s of seed ${seed}`).toBeLessThan(mostMemory);
  return outcome;
}

test("10,000 files with damaged bytes are read or refused, and none does harm", { timeout: 60_000 }, () => {
  const below = belowOf(seed);
  const { read, refused } = runAll("file", 10_000, () => {
    const bytes = damageBytes(corpus[below(corpus.length)]!, corpus[below(corpus.length)]!, below);
    return () => importModel(decodeModel(bytes));
  });
  expect(Math.min(read, refused)).toBeGreaterThan(500);
});

test("5,000 well-formed files with damaged fields are read or refused, and none does harm", { timeout: 60_000 }, () => {
  const below = belowOf(seed + 1);
  const models: readonly ModelProto[] = corpus.map((bytes) => decodeModel(bytes));
  const { read, refused } = runAll("message", 5_000, () => {
    const damaged = damageMessage(models[below(models.length)]!, below);
    return () => importModel(damaged);
  });
  expect(Math.min(read, refused)).toBeGreaterThan(500);
});

test("15,000 models of one node with extremes in them, of every importer in turn, do no harm", {
  timeout: 60_000,
}, () => {
  const below = belowOf(seed + 2);
  const random = randomStream();
  const models = importers.flatMap((importer) =>
    (importer.samples ?? []).map((sample) => oneNode(importer, sample, random).model),
  );
  const { read, refused } = runAll("node", 15_000, (index) => {
    const damaged = withExtremes(models[index % models.length]!, below);
    return () => importModel(damaged);
  });
  expect(Math.min(read, refused)).toBeGreaterThan(500);
});
