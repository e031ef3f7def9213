/** @file Identities, folding and merging keep the bits of every value. */
import { describe, expect, test } from "vitest";
import { evaluate } from "../engine/reference/evaluate.ts";
import { toValue } from "../graph/dtype.ts";
import { type Graph, nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { verify } from "../graph/verify.ts";
import { add } from "../ops/add.ts";
import { broadcastTo, broadcastToOp } from "../ops/broadcastTo.ts";
import { castOp } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { constant, constantLike } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { input } from "../ops/input.ts";
import { max } from "../ops/max.ts";
import { mean } from "../ops/mean.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { pow } from "../ops/pow.ts";
import { reshape, reshapeOp } from "../ops/reshape.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { transpose } from "../ops/transpose.ts";
import { algebra } from "./algebra.ts";
import { rewrite } from "./rewrite.ts";
import { simplify } from "./simplify.ts";

const x: Node = input("x", "float32", [3, 4]);
const y: Node = input("y", "float32", [3, 4]);
const c = (value: number): Node => constantLike(x, value);

const graphOf = (output: Node): Graph => ({ inputs: [x, y], outputs: new Map([["out", output]]) });
const simplified = (output: Node): Node => simplify(graphOf(output)).outputs.get("out")!;

/** Zeros of both signs, subnormals, infinities and NaN. */
const edges = [0, -0, 1, -1.5, 1e-40, -1e-40, 3e38, -3e38, Infinity, -Infinity, Number.NaN, 0.1];
const feeds = new Map([
  [x, toValue("float32", x.shape, edges)],
  [y, toValue("float32", y.shape, edges.toReversed())],
]);

/** −0 counts as 0: the table says where the sign of a zero may change. */
const values = (node: Node): number[] => Array.from(evaluate([node], feeds)[0]!.data, (value) => value + 0);

const programs: readonly (readonly [string, Node])[] = [
  ["times-one", mul(c(1), x)],
  ["times-one", mul(x, broadcastTo(c(1), [3, 4]))],
  ["over-one", div(x, c(1))],
  ["plus-zero", add(broadcastTo(c(0), [3, 4]), x)],
  ["minus-zero", sub(x, c(0))],
  ["double-negative", neg(neg(x))],
  ["same-cast", makeNode(castOp, [x], { dtype: "float32" })],
  ["same-shape", makeNode(reshapeOp, [x], { shape: [3, 4] })],
  ["same-shape", makeNode(broadcastToOp, [x], { shape: [3, 4] })],
  ["times-minus-one", mul(x, c(-1))],
  ["power-two", pow(x, c(2))],
  ["power-one", pow(x, c(1))],
  ["add-negative", add(neg(x), y)],
  ["subtract-negative", sub(y, neg(x))],
  ["product-of-negatives", mul(neg(x), neg(y))],
  ["negative-times-constant", mul(neg(x), c(3))],
  ["negative-times-constant", neg(mul(c(3), x))],
  ["negative-over-constant", div(neg(x), c(3))],
  ["sum-of-negatives", sum(neg(x), { axes: 1 })],
  ["single-elements", mean(reshape(x, [3, 1, 4]), { axes: 1 })],
  ["single-elements", max(reshape(x, [12, 1]), { axes: 1, keepdims: true })],
  ["double-transpose", transpose(transpose(x))],
  ["double-reshape", reshape(reshape(x, [12]), [4, 3])],
  ["double-repeat", broadcastTo(broadcastTo(reshape(x, [1, 3, 4]), [2, 3, 4]), [5, 2, 3, 4])],
  ["needless-repeat", mul(x, broadcastTo(max(y, { axes: 0 }), [3, 4]))],
  ["moved-repeat", reshape(broadcastTo(c(5), [12]), [3, 4])],
  ["op-of-repeats", neg(broadcastTo(c(5), [300, 4]))],
];

describe("an identity", () => {
  test.each(programs)("%s keeps every bit but the sign of a zero", (id, program) => {
    const { graph, applied } = rewrite(
      graphOf(program),
      algebra.filter((rule) => rule.id === id),
    );
    verify(graph);
    expect(applied.map(({ rule }) => rule)).toContain(id);
    expect(values(graph.outputs.get("out")!)).toEqual(values(program));
    expect(values(simplified(program))).toEqual(values(program));
  });

  test("of every rule has a program here, under one id", () => {
    const ids = algebra.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(programs.map(([id]) => id))].sort()).toEqual([...ids].sort());
  });

  test("is not assumed where IEEE arithmetic breaks it", () => {
    for (const program of [mul(x, c(0)), sub(x, x), div(x, x), sub(add(x, y), y), neg(sub(x, y))]) {
      expect(simplified(program)).toBe(program);
    }
  });
});

describe("folding", () => {
  const valueAt = (node: Node): number[] => Array.from(evaluate([node], new Map())[0]!.data);

  test("computes in the graph's dtype and order: 1e-10 + 1 is 1 in float32", () => {
    const folded = simplified(sub(add(c(1e-10), c(1)), x));
    expect(folded.inputs[0]!.op.name).toBe("constant");
    expect(valueAt(folded.inputs[0]!)).toEqual([1]);
  });

  test("does not reassociate: (1e-10 + x) + 1 keeps both additions", () => {
    expect(nodesOf(simplify(graphOf(add(add(c(1e-10), x), c(1))))).filter(({ op }) => op.name === "add")).toHaveLength(
      2,
    );
  });

  test("does not write out large repetitions", () => {
    expect(simplified(broadcastTo(c(2), [1000, 1000])).op.name).toBe("broadcastTo");
  });

  test("computes composites of constants too", () => {
    expect(valueAt(simplified(exp(constant(toValue("float32", [2], [0, 1])))))).toEqual([1, Math.fround(Math.E)]);
  });
});

describe("merging", () => {
  test("makes one node of equal ones", () => {
    const twice = add(exp(neg(x)), exp(neg(x)));
    expect(nodesOf(simplify(graphOf(twice))).filter(({ op }) => op.name === "exp")).toHaveLength(1);
  });

  test("keeps attributes apart that JSON would not: ±∞, −0", () => {
    const bounds = [clip(x, -Infinity, 1), clip(x, 1, Infinity), clip(x, 0, 1), clip(x, -0, 1)];
    expect(nodesOf(simplify(graphOf(bounds.reduce(add)))).filter(({ op }) => op.name === "clip")).toHaveLength(4);
  });

  test("keeps inputs apart", () => {
    expect(simplified(sub(x, y)).inputs).toEqual([x, y]);
  });
});
