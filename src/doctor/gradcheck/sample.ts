/** @file The examples and parameters at which gradients are compared: few, and such that counts can be told apart. */
import type { Dataset, Examples } from "../../data/dataset.ts";
import { exampleCount, identity, selectExamples } from "../../data/dataset.ts";
import type { Value } from "../../graph/dtype.ts";
import { flattenNested, type NestedNumbers } from "../../tensor/nested.ts";
import { flattenTree } from "../../tensor/tree.ts";
import { InitialValue } from "../../train/initial.ts";
import type { DataLayout } from "../../train/inputs.ts";
import { UsageError } from "../../util/errors.ts";
import { permutation, RandomStream, streams } from "../../util/philox.ts";
import { largestSize, numbers } from "./numbers.ts";

/** Examples given as they are: rows of inputs, and rows of targets or one number an example. */
export interface GivenBatch {
  readonly x: NestedNumbers;
  readonly y: NestedNumbers;
}

export type GradcheckData = Dataset | GivenBatch;

export interface Sample {
  readonly examples: Examples;
  /** Number of examples. */
  readonly m: number;
}

const isDataset = (data: GradcheckData): data is Dataset => "train" in data;

/** The training part, and how it reaches the program. */
export function sourceOf(
  data: GradcheckData,
  targetEncoding: DataLayout["targetEncoding"] | undefined,
): { readonly examples: Examples; readonly layout: Omit<DataLayout, "precision"> } {
  const given = isDataset(data) ? null : givenExamples(data);
  const examples = given ?? (data as Dataset).train;
  const { targets } = examples;
  return {
    examples,
    layout: {
      classes: targets.kind === "labels" ? targets.classes : null,
      inputScaling: isDataset(data) ? data.inputScaling : identity,
      targetScaling: isDataset(data) ? data.targetScaling : identity,
      targetEncoding: targetEncoding ?? (targets.kind === "labels" ? "one-hot" : "raw"),
    },
  };
}

function givenExamples({ x, y }: GivenBatch): Examples {
  const [inputs, targets] = [flattenNested(x), flattenNested(y)];
  const rows = inputs.shape[0] ?? 0;
  if (inputs.shape.length < 2 || rows === 0 || targets.shape[0] !== rows) {
    throw new UsageError("a batch is x with one row an example and y with as many rows or numbers", {
      found: `x of shape [${inputs.shape.join(", ")}], y of shape [${targets.shape.join(", ")}]`,
    });
  }
  return {
    inputs: { data: Float64Array.from(inputs.data), shape: inputs.shape },
    targets: { kind: "values", data: Float64Array.from(targets.data), width: targets.data.length / rows },
  };
}

/** Primes: no count of examples is then a multiple or a power of another number of the program. */
const counts = [7, 11, 13, 17, 19, 23, 29, 31, 5, 3, 2];

/** Numbers of examples to try, best first: those that are no dimension of the program and that the data have. */
export function sampleSizes(available: number, dimensions: ReadonlySet<number>): number[] {
  const fitting = counts.filter((m) => m <= available && !dimensions.has(m));
  return fitting.length > 0 ? fitting : [available];
}

/** So many examples, drawn at random by the seed: sorted data would give one class only. */
export function drawSample(examples: Examples, m: number, seed: number): Sample {
  const order = permutation(exampleCount(examples), seed, streams.probe, 0).slice(0, m).sort();
  return { examples: selectExamples(examples, order), m };
}

/** How far the parameters are from the first values of a run. */
export interface Distance {
  /** They are multiplied by this. */
  readonly scale: number;
  /** Standard deviation of what is added, relative to each parameter's largest element. */
  readonly noise: number;
}

/**
 * First values by parameter name. Where all elements are one number (a bias of zeros) noise of a twentieth is added, for
 * such points hide mistakes: every relu may sit on its kink, and a bias of 0 takes part in nothing.
 */
export function pointOf(initial: unknown, seed: number, { scale, noise }: Distance): Map<string, Value> {
  const leaves = flattenTree(initial, (x) => x instanceof InitialValue);
  const entries = leaves.map(({ name, leaf }, i): [string, Value] => {
    const random = new RandomStream(seed, streams.probe, i + 1);
    const isConstant = leaf.data.every((x) => x === leaf.data[0]) && (leaf.data.length > 1 || leaf.data[0] === 0);
    const spread = isConstant ? constantNoise(leaf) : noise * largestSize(numbers(leaf.shape, leaf.data));
    const data = leaf.data.map((x) => scale * (spread === 0 ? x : x + spread * random.normal()));
    return [name, numbers(leaf.shape, data)];
  });
  return new Map(entries);
}

/** A twentieth for vectors; for matrices a tenth of what He's initialisation has, so that sums stay as small. */
function constantNoise({ shape }: InitialValue): number {
  const wide = shape.filter((d) => d > 1);
  return wide.length > 1 ? 0.1 * Math.sqrt(2 / Math.max(...wide)) : 0.05;
}
