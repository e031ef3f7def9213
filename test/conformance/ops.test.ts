/** @file Every op of the registries, ours and those that only imported models have, against its own record: types, values, bodies, ranges and gradients. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { allocate, isFloat, toValue, type Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { isAbsent, type OpDef, type Range } from "../../src/graph/op.ts";
import { verify } from "../../src/graph/verify.ts";
import { foreignOps } from "../../src/onnx/import/foreign/index.ts";
import { constant } from "../../src/ops/constant.ts";
import { ops } from "../../src/ops/index.ts";
import { mul } from "../../src/ops/mul.ts";
import { sum } from "../../src/ops/sum.ts";
import type { RandomStream } from "../../src/util/philox.ts";
import { formatShape, sizeOf } from "../../src/util/shape.ts";
import { centralDifferences, floatInputs } from "../differences.ts";
import { randomStream, type SampleCase, sampleCase, seed } from "../samples.ts";
import { mismatch, tolerances } from "../tolerance.ts";

/** Ops whose gradient is not the derivative, by definition. */
const gradientByDefinition: Readonly<Record<string, string>> = {
  stopGradient: "its gradient is zero whatever its value",
};

const compared = (op: OpDef): "exact" | "rounding" => (op.accuracy === "exact" ? "exact" : "rounding");

/** The same elements with floats held in float64. */
const asFloat64 = ({ shape, dtype, data }: Value): Value =>
  isFloat(dtype) ? toValue("float64", shape, data) : { shape, dtype, data };

const evaluate64 = (node: Node, feeds: ReadonlyMap<Node, Value>): Value =>
  evaluate([node], feeds, { precision: "float64" })[0]!;

/** Σ w y with random w: a scalar whose gradient sees every element of y. */
function weightedSum(y: Node, random: RandomStream): Node {
  const weights = Array.from({ length: sizeOf(y.shape) }, () => 0.5 + random.uniform());
  return sum(mul(y, constant(toValue(y.dtype, y.shape, weights))));
}

const cases = [...ops, ...foreignOps].flatMap((op) => op.samples.map((sample, i) => ({ op, sample, i })));
const named = cases.map((each) => ({ ...each, title: `${each.op.name} sample ${each.i} (seed ${seed})` }));
const computed = named.filter(({ op }) => !isAbsent(op.reference));

const differentiable = named.filter(({ op, sample }) => {
  const { node, inputs } = sampleCase(op, sample, randomStream());
  const hasGradient = !isAbsent(op.vjp) || op.body !== undefined;
  return hasGradient && isFloat(node.dtype) && floatInputs(inputs).length > 0 && !(op.name in gradientByDefinition);
});

describe("types", () => {
  test.each(named)("$title is a valid graph", ({ op, sample }) => {
    const { node, inputs } = sampleCase(op, sample, randomStream());
    verify({ inputs, outputs: new Map([["y", node]]) });
  });

  test.each(computed)("$title: the reference writes every element of the inferred shape", ({ op, sample }) => {
    if (isAbsent(op.reference)) return;
    const { node, feeds } = sampleCase(op, sample, randomStream(), { float: "float64" });
    const unwritten = isFloat(node.dtype) ? Number.NaN : 77;
    const out = allocate(node);
    out.data.fill(unwritten);
    op.reference([...feeds.values()], sample.attrs, out);
    expect(
      out.data.findIndex((x) => Object.is(x, unwritten)),
      `of ${formatShape(node.shape)}`,
    ).toBe(-1);
  });
});

describe("bodies", () => {
  const composites = computed.filter(({ op }) => op.body);

  test.each(composites)("$title: the body equals the reference in float64", ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream(), { float: "float64" });
    const body = evaluate64(op.body!(inputs, sample.attrs), feeds);
    expect(mismatch(body.data, evaluate64(node, feeds).data, tolerances.float64.rounding.forward)).toBeNull();
  });

  test.each(composites)("$title: the body in float32 stays near the reference in float64", ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream());
    const [body] = evaluate([op.body!(inputs, sample.attrs)], feeds);
    expect(mismatch(body!.data, evaluate64(node, feeds).data, tolerances.float32.rounding.forward)).toBeNull();
  });
});

test.each(computed)("$title: the float32 result is the float64 result rounded", ({ op, sample }) => {
  const { node, feeds } = sampleCase(op, sample, randomStream());
  const [rounded] = evaluate([node], feeds);
  const exact = evaluate64(node, feeds).data;
  expect(mismatch(rounded!.data, exact, tolerances.float32[compared(op)].forward)).toBeNull();
});

test.each(named.filter(({ op }) => op.commutative))(
  "$title is the same with its operands swapped",
  ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream());
    const swapped = { ...node, inputs: inputs.toReversed() };
    expect(evaluate([swapped], feeds)[0]!.data).toEqual(evaluate([node], feeds)[0]!.data);
  },
);

describe("gradients", () => {
  test.each(differentiable)("$title: the gradient is the central difference", ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream(), { float: "float64", edges: false });
    const cost = weightedSum(node, randomStream(1));
    expectDerivative(cost, floatInputs(inputs), feeds, op);
  });

  test.each(differentiable)("$title: the gradient of the gradient is its central difference", ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream(), { float: "float64", edges: false });
    const wrt = floatInputs(inputs);
    const gradients = differentiate(weightedSum(node, randomStream(1)), wrt);
    for (const gradient of gradients) expectDerivative(weightedSum(gradient, randomStream(2)), wrt, feeds, op);
  });

  test.each(differentiable)("$title: gradients at the edges are numbers", ({ op, sample }) => {
    const { node, inputs, feeds } = sampleCase(op, sample, randomStream());
    const gradients = differentiate(weightedSum(node, randomStream(1)), floatInputs(inputs));
    for (const { data } of evaluate(gradients, feeds)) expect(data.findIndex(Number.isNaN)).toBe(-1);
  });

  function expectDerivative(cost: Node, wrt: readonly Node[], feeds: ReadonlyMap<Node, Value>, op: OpDef): void {
    const gradients = evaluate(differentiate(cost, wrt), feeds, { precision: "float64" });
    wrt.forEach((x, i) => {
      const expected = centralDifferences(cost, x, feeds);
      const tolerance = tolerances.float64[compared(op)].gradient;
      expect(mismatch(gradients[i]!.data, expected, tolerance), `with respect to input ${i}`).toBeNull();
    });
  }
});

describe("ranges", () => {
  const ranged = computed.filter(({ op, sample }) => !isAbsent(op.range) && sample.inputs.length > 0);

  test.each(ranged)("$title: the range of the sample's values encloses the results", ({ op, sample }) => {
    const sampled = sampleCase(op, sample, randomStream());
    expectEnclosed(sampled, [...sampled.feeds.values()].map(rangeOf));
  });

  test.each(ranged)("$title: ranges of random boxes enclose the results", ({ op, sample }) => {
    const random = randomStream(3);
    for (let trial = 0; trial < 60; trial++) {
      const sampled = sampleCase(op, sample, random, { float: "float64" });
      const boxes = sampled.inputs.map((node) => {
        const value = sampled.feeds.get(node)!;
        if (!isFloat(node.dtype)) return rangeOf(value);
        const box = randomBox(random);
        sampled.feeds.set(node, { ...value, data: value.data.map(() => pointOf(box, random)) });
        return box;
      });
      expectEnclosed(sampled, boxes);
    }
  });

  function rangeOf({ data }: Value): Range {
    const numbers = [...data].filter((x) => !Number.isNaN(x));
    return { lo: Math.min(...numbers), hi: Math.max(...numbers), nan: numbers.length < data.length };
  }

  const ends = [Number.NEGATIVE_INFINITY, -1, 0, 0, 1, 2, Number.POSITIVE_INFINITY];

  function randomBox(random: RandomStream): Range {
    const end = (): number => (random.uniform() < 0.4 ? ends[random.below(ends.length)]! : -6 + 12 * random.uniform());
    const [a, b] = [end(), end()];
    return { lo: Math.min(a, b), hi: Math.max(a, b), nan: false };
  }

  /** A corner or an inner point, with 0 and 1 among them where they lie inside. */
  function pointOf({ lo, hi }: Range, random: RandomStream): number {
    const inner = Math.max(lo, -8) + random.uniform() * (Math.min(hi, 8) - Math.max(lo, -8));
    const candidates = [lo, hi, 0, 1, inner, inner, inner].filter((x) => x >= lo && x <= hi);
    return candidates[random.below(candidates.length)]!;
  }

  function expectEnclosed({ node, inputs, feeds }: SampleCase, boxes: readonly Range[]): void {
    if (isAbsent(node.op.range)) return;
    const enclosure = node.op.range(boxes, node);
    const { relative, absolute } = tolerances.float64.rounding.forward;
    const operands = inputs.map((input) => asFloat64(feeds.get(input)!));
    const results = evaluate64(node, new Map(inputs.map((input, i) => [input, operands[i]!]))).data;
    const slack = (bound: number): number => (Number.isFinite(bound) ? absolute + relative * Math.abs(bound) : 0);
    const outside = results.findIndex((y) =>
      Number.isNaN(y)
        ? !enclosure.nan
        : y < enclosure.lo - slack(enclosure.lo) || y > enclosure.hi + slack(enclosure.hi),
    );
    const context = JSON.stringify(
      { boxes, enclosure, y: results[outside], operands: operands.map((o) => [...o.data]) },
      (_, x: unknown) => (typeof x === "number" ? String(x) : x),
    );
    expect(outside, context).toBe(-1);
  }
});
