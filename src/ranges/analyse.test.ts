/** @file analyse: known graphs with known ranges. */
import { expect, test } from "vitest";
import { toValue } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../ops/add.ts";
import { constant, scalar } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { input } from "../ops/input.ts";
import { log } from "../ops/log.ts";
import { matmul } from "../ops/matmul.ts";
import { mul } from "../ops/mul.ts";
import { softmax } from "../ops/softmax.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { analyse } from "./analyse.ts";

const graphOf = (inputs: readonly Node[], y: Node): Graph => ({ inputs, outputs: new Map([["y", y]]) });

test.each([5, 10])(
  "the logarithm of a softmax of %i over a gap of 100 is an event only where subnormals are flushed",
  (classes) => {
    const x = input("x", "float32", [3, classes]);
    const y = log(softmax(x));
    const given = new Map([[x, { lo: -50, hi: 50, nan: false }]]);
    const kept = analyse(graphOf([x], y), given);
    expect(kept.events.map(({ node, flushOnly }) => [node.op.name, flushOnly])).toEqual([["log", true]]);
    const flushed = analyse(graphOf([x], y), given, { flushToZero: true });
    expect(flushed.events.map(({ node, flushOnly }) => [node.op.name, flushOnly])).toEqual([["log", false]]);
  },
);

test("an epsilon that the dtype absorbs is lost", () => {
  const p = input("p", "float32", [4]);
  const lost = log(sub(add(scalar("float32", 1e-10), scalar("float32", 1)), p));
  const given = new Map([[p, { lo: 0, hi: 1, nan: false }]]);
  expect(analyse(graphOf([p], lost), given).events.map(({ node }) => node.op.name)).toEqual(["log"]);
  const kept = log(add(sub(scalar("float32", 1), p), scalar("float32", 1e-10)));
  expect(analyse(graphOf([p], kept), given).events).toEqual([]);
});

test("a softmax written without the maximum overflows in exp, divides by 0 and takes the logarithm of 0", () => {
  const x = input("x", "float32", [2, 10]);
  const powers = exp(x);
  const y = log(div(powers, sum(powers, { axes: 1, keepdims: true })));
  const { events } = analyse(graphOf([x], y), new Map([[x, { lo: -200, hi: 200, nan: false }]]));
  expect(events.map(({ node }) => node.op.name)).toEqual(["exp", "div", "log"]);
});

test("each column of a product with a constant matrix has the range of its own weights", () => {
  const x = input("x", "float64", [4, 2]);
  const y = matmul(x, constant(toValue("float64", [2, 3], [1, -2, 0, 1, 3, 0])));
  const { box } = analyse(graphOf([x], y), new Map([[x, { lo: -1, hi: 2, nan: false }]]));
  const { lo, hi } = box(y);
  for (const [i, bound] of [-2, -7, 0].entries()) expect(lo[i]).toBeCloseTo(bound, 12);
  for (const [i, bound] of [4, 8, 0].entries()) expect(hi[i]).toBeCloseTo(bound, 12);
});

test("an overflow after an overflow is one event", () => {
  const x = input("x", "float32", [2]);
  const y = mul(exp(x), scalar("float32", 50));
  const analysis = analyse(graphOf([x], y), new Map([[x, { lo: 0, hi: 100, nan: false }]]));
  expect(analysis.events.map(({ node }) => node.op.name)).toEqual(["exp"]);
  expect(analysis.following.map(({ node, followsFrom }) => [node.op.name, followsFrom.op.name])).toEqual([
    ["mul", "exp"],
  ]);
});

test("a sum of exponentials that each are finite names the exp that makes it too large", () => {
  const x = input("x", "float32", [10]);
  const y = sum(exp(x));
  const { events } = analyse(graphOf([x], y), new Map([[x, { lo: -87, hi: 87, nan: false }]]));
  expect(events.map(({ node, kind, source }) => [node.op.name, kind, source.op.name])).toEqual([
    ["sum", "overflow", "exp"],
  ]);
});

test("nothing goes wrong among no elements, and their sum is 0", () => {
  const x = input("x", "float32", [0, 3]);
  const given = new Map([[x, { lo: -1, hi: 1, nan: false }]]);
  const total = sum(log(x), { axes: 0 });
  const analysis = analyse(graphOf([x], total), given);
  expect(analysis.events).toEqual([]);
  expect(analysis.range(total)).toEqual({ lo: 0, hi: 0, nan: false });
});
