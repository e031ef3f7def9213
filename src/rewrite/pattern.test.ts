/** @file What patterns match, and what they refuse. */
import { describe, expect, test } from "vitest";
import { toValue } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { add, addOp } from "../ops/add.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { constant as constantNode, scalar } from "../ops/constant.ts";
import { exp, expOp } from "../ops/exp.ts";
import { input } from "../ops/input.ts";
import { mul, mulOp } from "../ops/mul.ts";
import { neg, negOp } from "../ops/neg.ts";
import { sub, subOp } from "../ops/sub.ts";
import { any, chain, constant, either, match, op, rootOps } from "./pattern.ts";

const [x, y] = [input("x", "float32", [3]), input("y", "float32", [3])] as [Node, Node];

describe("a pattern", () => {
  test("matches a commutative op in both orders and another op in one", () => {
    const ofExp = (outer: typeof addOp) => op(outer, op(expOp, any("a")), any("b"));
    expect(match(ofExp(addOp), add(exp(x), y))?.node("a")).toBe(x);
    expect(match(ofExp(addOp), add(y, exp(x)))?.node("a")).toBe(x);
    expect(match(ofExp(subOp), sub(exp(x), y))?.node("b")).toBe(y);
    expect(match(ofExp(subOp), sub(y, exp(x)))).toBeNull();
  });

  test("demands one node for each use of a variable", () => {
    const square = op(mulOp, any("a"), any("a"));
    expect(match(square, mul(x, x))?.node("a")).toBe(x);
    expect(match(square, mul(x, y))).toBeNull();
  });

  test("goes back over an order that a later part rules out", () => {
    // the first order binds a to eˣ, which the second factor then contradicts
    const pattern = op(mulOp, op(addOp, any("a"), any("b")), op(negOp, any("b")));
    const found = match(pattern, mul(add(y, x), neg(y)));
    expect([found?.node("a"), found?.node("b")]).toEqual([x, y]);
    expect(match(pattern, mul(neg(x), add(x, y)))?.node("b")).toBe(x);
  });

  test("takes a constant of any shape by its exact value", () => {
    const doubled = op(mulOp, any("a"), constant(2));
    const ones = (value: number, shape: readonly number[]): Node =>
      constantNode(toValue("float32", shape, new Array(shape.reduce((n, d) => n * d, 1)).fill(value)));
    for (const two of [scalar("float32", 2), ones(2, [3]), broadcastTo(scalar("float32", 2), [2, 3])]) {
      expect(match(doubled, mul(two, x))?.node("a")).toBe(x);
    }
    expect(match(doubled, mul(x, scalar("float32", 2.0000002)))).toBeNull();
    expect(match(doubled, mul(x, constantNode(toValue("float32", [3], [2, 2, 3]))))).toBeNull();
  });

  test("follows a chain of any length and binds the nodes it passed", () => {
    const throughNeg = chain("signs", (node) => (node.op === negOp ? node.inputs[0]! : null), op(expOp, any("a")));
    expect(match(throughNeg, exp(x))?.path("signs")).toEqual([]);
    const twice = neg(neg(exp(x)));
    expect(match(throughNeg, twice)?.path("signs")).toEqual([twice, twice.inputs[0]]);
    expect(match(throughNeg, neg(x))).toBeNull();
  });

  test("knows which ops can be at its root", () => {
    expect(rootOps(either(op(expOp, any("a")), op(negOp, any("a"))))).toEqual(new Set([expOp, negOp]));
    expect(rootOps(any("a"))).toBeNull();
  });
});
