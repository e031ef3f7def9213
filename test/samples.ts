/** @file Values for an op's samples: seeded, so that a failure can be repeated from the printed seed. */
import type { DType, Value } from "../src/graph/dtype.ts";
import { isFloat, toValue } from "../src/graph/dtype.ts";
import type { Node } from "../src/graph/node.ts";
import { makeNode } from "../src/graph/node.ts";
import type { OpDef, Sample, SampleInput } from "../src/graph/op.ts";
import { input } from "../src/ops/input.ts";
import { RandomStream, streams } from "../src/util/philox.ts";
import { sizeOf } from "../src/util/shape.ts";

/** EVENKEEL_SEED repeats a failed run or tries another one; a bundle for a browser holds it as a text. */
export const seed: number = Number(process.env.EVENKEEL_SEED ?? 1);

export const randomStream = (substream = 0): RandomStream => new RandomStream(seed, streams.probe, substream);

export interface SampleOptions {
  /** Dtype that stands for the sample's floats. */
  readonly float?: "float32" | "float64";
  readonly edges?: boolean;
}

/** Uniform values of the domain, whole numbers rounded; edges first where asked for. */
function sampleValue(given: SampleInput, random: RandomStream, { float, edges = true }: SampleOptions = {}): Value {
  const dtype = sampleDtype(given, float);
  const [lo, hi] = given.domain ?? [-2, 2];
  const data = Array.from({ length: sizeOf(given.shape) }, () => lo + (hi - lo) * random.uniform());
  const whole = data.map((x) => (isFloat(dtype) ? x : Math.round(x)));
  const front = edges ? (given.edges ?? []).slice(0, whole.length) : [];
  return toValue(dtype, given.shape, [...front, ...whole.slice(front.length)]);
}

const sampleDtype = ({ dtype = "float32" }: SampleInput, float: SampleOptions["float"]): DType =>
  isFloat(dtype) ? (float ?? dtype) : dtype;

export interface SampleCase {
  readonly node: Node;
  readonly inputs: readonly Node[];
  readonly feeds: Map<Node, Value>;
}

/** One node of the op on fresh inputs, with their values. */
export function sampleCase(
  op: OpDef,
  sample: Sample<unknown>,
  random: RandomStream,
  options?: SampleOptions,
): SampleCase {
  const values = sample.inputs.map((given) => sampleValue(given, random, options));
  const inputs = values.map(({ dtype, shape }, i) => input(`x${i}`, dtype, shape));
  return {
    node: makeNode(op, inputs, sample.attrs),
    inputs,
    feeds: new Map(inputs.map((node, i) => [node, values[i]!])),
  };
}
