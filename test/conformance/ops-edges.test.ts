/** @file Values and gradients of ops at the points where naive formulas fail. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import type { Value } from "../../src/graph/dtype.ts";
import { toValue } from "../../src/graph/dtype.ts";
import { topological } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import * as ops from "../../src/ops/index.ts";
import { centralDifferences } from "../differences.ts";
import { mismatch, tolerances } from "../tolerance.ts";

const vector = (name: string, data: readonly number[], dtype: "float32" | "float64" = "float32") => {
  const node = ops.input(name, dtype, [data.length]);
  return { node, value: toValue(dtype, node.shape, data) };
};

type Fed = ReturnType<typeof vector>;

const run = (output: Node, ...fed: readonly Fed[]): number[] =>
  Array.from(evaluate([output], new Map(fed.map(({ node, value }) => [node, value])))[0]!.data);

const gradientOf = (output: Node, wrt: Fed, ...others: readonly Fed[]): number[] =>
  run(differentiate(ops.sum(output), [wrt.node])[0]!, wrt, ...others);

describe("gradients where the derivative jumps or the formula has no value", () => {
  test("relu and abs have gradient 0 at 0", () => {
    const x = vector("x", [-1, 0, 2]);
    expect(gradientOf(ops.relu(x.node), x)).toEqual([0, 0, 1]);
    expect(gradientOf(ops.abs(x.node), x)).toEqual([-1, 0, 1]);
  });

  test("max and min share the gradient among equal elements", () => {
    const x = vector("x", [3, 1, 3, 1]);
    expect(gradientOf(ops.max(x.node), x)).toEqual([0.5, 0, 0.5, 0]);
    expect(gradientOf(ops.min(x.node), x)).toEqual([0, 0.5, 0, 0.5]);
  });

  test("maximum and minimum give half to each of two equal operands", () => {
    const a = vector("a", [1, 2, 3]);
    const b = vector("b", [2, 2, 2]);
    expect(gradientOf(ops.maximum(a.node, b.node), a, b)).toEqual([0, 0.5, 1]);
    expect(gradientOf(ops.minimum(a.node, b.node), a, b)).toEqual([1, 0.5, 0]);
  });

  test("clip passes the gradient at its bounds and not beyond", () => {
    const x = vector("x", [-2, -1, 0, 1, 2]);
    expect(gradientOf(ops.clip(x.node, -1, 1), x)).toEqual([0, 1, 1, 1, 0]);
  });

  test("xlogy at 0 log 0 is 0 with finite gradients, and keeps log y where only x is 0", () => {
    const x = vector("x", [0, 0, 2], "float64");
    const y = vector("y", [0, 0.5, 4], "float64");
    const value = ops.xlogy(x.node, y.node);
    expect(run(value, x, y).map((v) => v + 0)).toEqual([0, 0, 2 * Math.log(4)]);
    expect(gradientOf(value, x, y)).toEqual([0, Math.log(0.5), Math.log(4)]);
    expect(gradientOf(value, y, x)).toEqual([0, 0, 0.5]);
  });

  test("xlogy(x, x) counts both uses of x once", () => {
    const x = vector("x", [0.5, 2], "float64");
    const expected = [0.5, 2].map((v) => Math.log(v) + 1);
    expect(
      mismatch(gradientOf(ops.xlogy(x.node, x.node), x), expected, tolerances.float64.rounding.forward),
    ).toBeNull();
  });

  test("xlogy(x, x²) counts the path through the second operand once", () => {
    const x = vector("x", [0.5, 2], "float64");
    const cost = ops.sum(ops.xlogy(x.node, ops.square(x.node)));
    const expected = centralDifferences(cost, x.node, new Map([[x.node, x.value]]));
    const actual = run(differentiate(cost, [x.node])[0]!, x);
    expect(mismatch(actual, expected, tolerances.float64.rounding.gradient)).toBeNull();
  });

  test("pow has finite gradients at 0⁰ and 0², and squares negative bases", () => {
    const a = vector("a", [0, 0, -3]);
    const b = vector("b", [0, 2, 2]);
    expect(run(ops.pow(a.node, b.node), a, b)).toEqual([1, 0, 9]);
    expect(gradientOf(ops.pow(a.node, b.node), a, b).map((x) => x + 0)).toEqual([0, 0, -6]);
    expect(gradientOf(ops.pow(a.node, b.node), b, a).slice(0, 2)).toEqual([0, 0]);
  });

  test("stopGradient blocks its path only", () => {
    const x = vector("x", [3]);
    expect(gradientOf(ops.mul(x.node, ops.stopGradient(x.node)), x)).toEqual([3]);
  });
});

describe("values at extreme inputs", () => {
  test("sigmoid and softplus neither overflow nor lose small results", () => {
    const x = vector("x", [-1000, -30, 0, 30, 1000], "float64");
    const { forward } = tolerances.float64.rounding;
    const small = Math.exp(-30);
    expect(
      mismatch(run(ops.sigmoid(x.node), x), [0, small / (1 + small), 0.5, 1 / (1 + small), 1], forward),
    ).toBeNull();
    const softplus = run(ops.softplus(x.node), x);
    expect(softplus[1]! / Math.log1p(small)).toBeCloseTo(1, 14);
    expect(mismatch(softplus, [0, Math.log1p(small), Math.LN2, 30 + Math.log1p(small), 1000], forward)).toBeNull();
    expect(gradientOf(ops.softplus(x.node), x)).toEqual(run(ops.sigmoid(x.node), x));
  });

  test("softmax, logSoftmax and logSumExp of logits ±1000 are finite", () => {
    const x = vector("x", [1000, -1000, 999]);
    const share = 1 / (1 + Math.exp(-1));
    const { forward } = tolerances.float32.rounding;
    expect(mismatch(run(ops.softmax(x.node), x), [share, 0, 1 - share], forward)).toBeNull();
    expect(
      mismatch(
        run(ops.logSoftmax(x.node), x),
        [Math.log(share), -2000 + Math.log(share), Math.log(share) - 1],
        forward,
      ),
    ).toBeNull();
    expect(mismatch(run(ops.logSumExp(x.node), x), [1000 - Math.log(share)], forward)).toBeNull();
  });

  test("logSumExp of nothing but −∞ is −∞", () => {
    const x = vector("x", [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(run(ops.logSumExp(x.node), x)).toEqual([Number.NEGATIVE_INFINITY]);
  });

  test("the gradient of −logSoftmax at a class of probability 0 is finite", () => {
    const x = vector("x", [1000, -1000]);
    const loss = ops.neg(ops.slice(ops.logSoftmax(x.node), [1], [2]));
    expect(gradientOf(loss, x)).toEqual([1, -1]);
  });

  test("elu of 200 does not overflow in the branch that is not chosen", () => {
    const x = vector("x", [200, -200]);
    expect(gradientOf(ops.elu(x.node), x)).toEqual([1, Math.fround(Math.exp(-200))]);
  });

  // Abramowitz and Stegun, table 7.1
  test("erf meets the tabulated values", () => {
    const x = vector("x", [0, 0.5, 1, 2, 3, -1], "float64");
    const expected = [
      0, 0.5204998778130465, 0.8427007929497149, 0.9953222650189527, 0.9999779095030014, -0.8427007929497149,
    ];
    expect(mismatch(run(ops.erf(x.node), x), expected, tolerances.float64.rounding.forward)).toBeNull();
  });
});

describe("gemm", () => {
  const matrix = (name: string, shape: readonly [number, number]): { node: Node; value: Value } => {
    const node = ops.input(name, "float64", shape);
    return {
      node,
      value: toValue(
        "float64",
        shape,
        Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(i + 1)),
      ),
    };
  };

  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const)("with transA %s and transB %s is the product of the transposed operands", (transA, transB) => {
    const a = matrix("a", transA ? [4, 3] : [3, 4]);
    const b = matrix("b", transB ? [2, 4] : [4, 2]);
    const c = matrix("c", [3, 2]);
    const product = ops.matmul(transA ? ops.transpose(a.node) : a.node, transB ? ops.transpose(b.node) : b.node);
    const composed = ops.add(ops.mul(product, ops.scalar("float64", 2)), ops.mul(c.node, ops.scalar("float64", 3)));
    const fused = ops.gemm(a.node, b.node, c.node, { alpha: 2, beta: 3, transA, transB });
    const feeds = new Map([a, b, c].map(({ node, value }) => [node, value]));
    const [actual, expected] = evaluate([fused, composed], feeds);
    expect(mismatch(actual!.data, expected!.data, tolerances.float64.rounding.forward)).toBeNull();
  });
});

test("relu's gradient reads its result, so that relu is the only user of its input", () => {
  const x = vector("x", [1]);
  const y = ops.relu(ops.neg(x.node));
  const [gradient] = differentiate(ops.sum(y), [x.node]);
  const users = topological([gradient!]).filter((node) => node.inputs.includes(y.inputs[0]!));
  expect(users).toEqual([y]);
});
