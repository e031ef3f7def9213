/** @file Cross entropies that pick the labels' probabilities by index, through the whole pipeline. */
import { expect, test } from "vitest";
import { mismatch, tolerances } from "../../../test/tolerance.ts";
import { compile } from "../../compile.ts";
import { evaluate } from "../../engine/reference/evaluate.ts";
import { toValue, type Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { add } from "../../ops/add.ts";
import { constant } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { gather } from "../../ops/gather.ts";
import { input } from "../../ops/input.ts";
import { log } from "../../ops/log.ts";
import { mean } from "../../ops/mean.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { oneHot } from "../../ops/oneHot.ts";
import { reshape } from "../../ops/reshape.ts";
import { softmax } from "../../ops/softmax.ts";
import { sum } from "../../ops/sum.ts";

const [m, n] = [4, 3];
const logits = [1000, -1000, 0, -1000, 1000, 999, 3, -2, 0.5, -1000, -999, 1000];
const labels = [1, 1, 2, 0];

/** the mean of −log softmax at the labels, and (softmax − onehot) / m, by rows. */
function softmaxTruth(): { cost: number; gradient: number[] } {
  let cost = 0;
  const gradient: number[] = [];
  for (let i = 0; i < m; i++) {
    const row = logits.slice(i * n, (i + 1) * n);
    const largest = Math.max(...row);
    const lse = largest + Math.log(row.reduce((total, x) => total + Math.exp(x - largest), 0));
    row.forEach((x, j) => {
      const y = j === labels[i] ? 1 : 0;
      cost -= (y * (x - lse)) / m;
      gradient.push((Math.exp(x - lse) - y) / m);
    });
  }
  return { cost, gradient };
}

/** Cross entropies that pick the labels' probabilities by their indices. */
const pickedCrossEntropies: Record<string, (x: Node, t: Node) => Node> = {
  "by oneHot": (x, t) => log(sum(mul(softmax(x), oneHot(t, n)), { axes: 1 })),
  "by oneHot, of a softmax by hand": (x, t) =>
    log(sum(mul(oneHot(t, n), div(exp(x), sum(exp(x), { axes: 1, keepdims: true }))), { axes: 1 })),
  "by gather along the flattened index": (x, t) => {
    const rows = constant(toValue("int32", [m], [0, n, 2 * n, 3 * n]));
    return log(gather(reshape(softmax(x), [m * n]), add(rows, t)));
  },
};

test.each(Object.entries(pickedCrossEntropies))(
  "cross entropy at ±1000, picked %s: finite cost, gradient (softmax − onehot)/m",
  (_, picked) => {
    const [x, t] = [input("x", "float32", [m, n]), input("t", "int32", [m])];
    const { graph } = compile({
      inputs: [x, t],
      outputs: new Map([["cost", neg(mean(picked(x, t)))]]),
      rewrites: "on",
      gradient: { of: "cost", parameters: [x], finish: ([g]) => new Map([["gradient", g!]]) },
    });
    const feeds = new Map<Node, Value>([
      [x, toValue("float32", [m, n], logits)],
      [t, toValue("int32", [m], labels)],
    ]);
    const outputs = ["cost", "gradient"].map((name) => graph.outputs.get(name)!);
    const [cost, gradient] = evaluate(outputs, feeds);
    const truth = softmaxTruth();
    const allowed = tolerances.float32.rounding;
    expect(mismatch(cost!.data, [truth.cost], allowed.forward)).toBeNull();
    expect(mismatch(gradient!.data, truth.gradient, allowed.gradient)).toBeNull();
  },
);

test("a label outside the classes, picked by oneHot, keeps its cost of ∞", () => {
  const [x, t] = [input("x", "float32", [1, 3]), input("t", "int32", [1])];
  const cost = neg(log(sum(mul(softmax(x), oneHot(t, 3)), { axes: 1 })));
  const { graph } = compile({ inputs: [x, t], outputs: new Map([["cost", cost]]), rewrites: "on" });
  const feeds = new Map<Node, Value>([
    [x, toValue("float32", [1, 3], [1, 2, 3])],
    [t, toValue("int32", [1], [3])],
  ]);
  expect(Array.from(evaluate([graph.outputs.get("cost")!], feeds)[0]!.data)).toEqual([Number.POSITIVE_INFINITY]);
});

test("a logit of −∞ beside the label that oneHot picks does no harm", () => {
  const [x, t] = [input("x", "float32", [1, 3]), input("t", "int32", [1])];
  const cost = neg(sum(log(sum(mul(softmax(x), oneHot(t, 3)), { axes: 1 }))));
  const { graph } = compile({
    inputs: [x, t],
    outputs: new Map([["cost", cost]]),
    rewrites: "on",
    gradient: { of: "cost", parameters: [x], finish: ([g]) => new Map([["gradient", g!]]) },
  });
  const feeds = new Map<Node, Value>([
    [x, toValue("float32", [1, 3], [Number.NEGATIVE_INFINITY, 0, 0])],
    [t, toValue("int32", [1], [1])],
  ]);
  const [value, gradient] = evaluate(
    ["cost", "gradient"].map((name) => graph.outputs.get(name)!),
    feeds,
  );
  const allowed = tolerances.float32.rounding;
  expect(mismatch(value!.data, [Math.log(2)], allowed.forward)).toBeNull();
  expect(mismatch(gradient!.data, [0, -0.5, 0.5], allowed.gradient)).toBeNull();
});
