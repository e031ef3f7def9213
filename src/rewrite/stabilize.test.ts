/** @file Whole programs through the pipeline: naive losses at logits of ±1000, spelled as people spell them. */
import { describe, expect, test } from "vitest";
import { mismatch, tolerances } from "../../test/tolerance.ts";
import { type Compiled, compile } from "../compile.ts";
import { evaluate } from "../engine/reference/evaluate.ts";
import { toValue, type Value } from "../graph/dtype.ts";
import { nodesOf } from "../graph/graph.ts";
import { type Node, withOrigin } from "../graph/node.ts";
import { printGraph } from "../graph/print.ts";
import { verify } from "../graph/verify.ts";
import { add } from "../ops/add.ts";
import { clip } from "../ops/clip.ts";
import { compare } from "../ops/compare.ts";
import { constantLike } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { gather } from "../ops/gather.ts";
import { input } from "../ops/input.ts";
import { log } from "../ops/log.ts";
import { log1p } from "../ops/log1p.ts";
import { max } from "../ops/max.ts";
import { mean } from "../ops/mean.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { reciprocal } from "../ops/reciprocal.ts";
import { reshape } from "../ops/reshape.ts";
import { sigmoid } from "../ops/sigmoid.ts";
import { softmax } from "../ops/softmax.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { transpose } from "../ops/transpose.ts";
import { where } from "../ops/where.ts";
import { explainRewrites } from "./explain.ts";

const [m, n] = [4, 3];
const logits = [1000, -1000, 0, -1000, 1000, 999, 3, -2, 0.5, -1000, -999, 1000];
const labels = [0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0];

type Loss = (x: Node, y: Node) => Node;

const one = (x: Node): Node => constantLike(x, 1);
const small = (x: Node, value: number): Node => constantLike(x, value);

function compileLoss(
  loss: Loss,
  shape: readonly number[],
  rewrites: "on" | "off",
): { compiled: Compiled; x: Node; y: Node } {
  const [x, y] = [input("x", "float32", shape), input("y", "float32", shape)];
  const cost = withOrigin({ site: { file: "/home/u/model.ts", line: 12, column: 5 }, via: [] }, () => loss(x, y));
  const compiled = compile({
    inputs: [x, y],
    outputs: new Map([["cost", cost]]),
    rewrites,
    gradient: { of: "cost", parameters: [x], finish: ([gradient]) => new Map([["gradient", gradient!]]) },
  });
  verify(compiled.graph);
  return { compiled, x, y };
}

function run(
  loss: Loss,
  shape: readonly number[],
  data: { x: readonly number[]; y: readonly number[] },
): [Value, Value] {
  const { compiled, x, y } = compileLoss(loss, shape, "on");
  const feeds = new Map([
    [x, toValue("float32", shape, data.x)],
    [y, toValue("float32", shape, data.y)],
  ]);
  const outputs = ["cost", "gradient"].map((name) => compiled.graph.outputs.get(name)!);
  return evaluate(outputs, feeds) as [Value, Value];
}

const transposed = (data: readonly number[]): number[] =>
  Array.from({ length: m * n }, (_, i) => data[(i % m) * n + Math.floor(i / m)]!);

/** −(1/m) Σ y log softmax and (softmax − y) / m, by rows. */
function softmaxTruth(): { cost: number; gradient: number[] } {
  let cost = 0;
  const gradient: number[] = [];
  for (let i = 0; i < m; i++) {
    const row = logits.slice(i * n, (i + 1) * n);
    const largest = Math.max(...row);
    const lse = largest + Math.log(row.reduce((total, x) => total + Math.exp(x - largest), 0));
    row.forEach((x, j) => {
      const y = labels[i * n + j]!;
      cost -= (y * (x - lse)) / m;
      gradient.push((Math.exp(x - lse) - y) / m);
    });
  }
  return { cost, gradient };
}

/** Naive cross entropies of logits [m, n] with the classes along `axis`. */
function crossEntropies(axis: 0 | 1): Record<string, Loss> {
  const over = { axes: axis, keepdims: true };
  const perExample = (y: Node, logs: Node): Node => neg(div(sum(mul(y, logs)), small(y, m)));
  const byHand = (x: Node): Node => div(exp(x), sum(exp(x), over));
  const shifted = (x: Node): Node => sub(x, max(x, over));
  const renormalised = (p: Node): Node => div(p, sum(p, over));
  return {
    "log of softmax": (x, y) => perExample(y, log(softmax(x, axis))),
    "exponentials over their sum": (x, y) => perExample(y, log(byHand(x))),
    "shifted by hand": (x, y) => perExample(y, log(byHand(shifted(x)))),
    "log-sum-exp by hand": (x, y) => perExample(y, sub(x, log(sum(exp(x), over)))),
    "shifted log-sum-exp by hand": (x, y) => perExample(y, sub(x, add(max(x, over), log(sum(exp(shifted(x)), over))))),
    "an epsilon added": (x, y) => perExample(y, log(add(byHand(x), small(x, 1e-8)))),
    "Keras: renormalised and clipped": (x, y) =>
      perExample(y, log(clip(renormalised(softmax(x, axis)), 1e-7, 1 - 1e-7))),
    "sum over classes, mean over examples": (x, y) => mean(neg(sum(mul(y, log(softmax(x, axis))), { axes: axis }))),
    "of the transpose": (x, y) => perExample(transpose(y), log(transpose(softmax(x, axis)))),
    "of a flattened softmax": (x, y) => perExample(reshape(y, [m * n]), log(reshape(softmax(x, axis), [m * n]))),
  };
}

describe.each([0, 1] as const)("softmax cross entropy at logits of ±1000 along axis %i", (axis) => {
  const truth = softmaxTruth();
  const shape = axis === 1 ? [m, n] : [n, m];
  const arrange = (data: readonly number[]): readonly number[] => (axis === 1 ? data : transposed(data));

  test.each(Object.entries(crossEntropies(axis)))("%s: finite cost, gradient (softmax − y)/m", (_, loss) => {
    const [cost, gradient] = run(loss, shape, { x: arrange(logits), y: arrange(labels) });
    const allowed = tolerances.float32.rounding;
    expect(mismatch(cost.data, [truth.cost], allowed.forward)).toBeNull();
    expect(mismatch(gradient.data, arrange(truth.gradient), allowed.gradient)).toBeNull();
  });
});

/** −(1/m) Σ y log σ(x) + (1 − y) log(1 − σ(x)). */
const binaryCrossEntropies: Record<string, Loss> = {
  "log p and log(1 − p)": (x, y) => binary(y, log(sigmoid(x)), log(sub(one(x), sigmoid(x)))),
  "1 / (1 + e⁻ˣ) by hand": (x, y) => {
    const p = div(one(x), add(one(x), exp(neg(x))));
    return binary(y, log(p), log(sub(one(x), p)));
  },
  "a reciprocal and log1p": (x, y) => {
    const p = reciprocal(add(one(x), exp(neg(x))));
    return binary(y, log(p), log1p(neg(p)));
  },
  "negatives inside": (x, y) => {
    const p = sigmoid(x);
    const terms = add(mul(neg(y), log(p)), mul(neg(sub(one(y), y)), log(sub(one(x), p))));
    return div(sum(terms), small(x, m));
  },
  "a difference of two terms": (x, y) => {
    const p = sigmoid(x);
    const terms = sub(mul(neg(y), log(p)), mul(sub(one(y), y), log(sub(one(x), p))));
    return div(sum(terms), small(x, m));
  },
  "clipped once": (x, y) => {
    const p = clip(sigmoid(x), 1e-7, 1 - 1e-7);
    return binary(y, log(p), log(sub(one(x), p)));
  },
  "clipped on both sides": (x, y) => {
    const p = sigmoid(x);
    return binary(y, log(clip(p, 1e-7, 1)), log(clip(sub(one(x), p), 1e-7, 1)));
  },
  "epsilons added": (x, y) => {
    const p = sigmoid(x);
    return binary(y, log(add(p, small(x, 1e-10))), log(add(sub(one(x), p), small(x, 1e-10))));
  },
  "an epsilon that vanishes: 1e-10 + 1 − p": (x, y) => {
    const p = sigmoid(x);
    return binary(y, log(add(small(x, 1e-10), p)), log(sub(add(small(x, 1e-10), one(x)), p)));
  },
};

const binary = (y: Node, logP: Node, logQ: Node): Node =>
  neg(div(sum(add(mul(y, logP), mul(sub(one(y), y), logQ))), small(y, m)));

test.each(Object.entries(binaryCrossEntropies))("binary cross entropy at ±1000, %s: finite and right", (_, loss) => {
  const [cost, gradient] = run(loss, [m, n], { x: logits, y: labels });
  const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const truth =
    logits.reduce((total, x, i) => total + labels[i]! * softplus(-x) + (1 - labels[i]!) * softplus(x), 0) / m;
  const slopes = logits.map((x, i) => (1 / (1 + Math.exp(-x)) - labels[i]!) / m);
  const allowed = tolerances.float32.rounding;
  expect(mismatch(cost.data, [truth], allowed.forward)).toBeNull();
  expect(mismatch(gradient.data, slopes, allowed.gradient)).toBeNull();
});

test("the probability of the label, gathered, keeps a finite gradient", () => {
  const indices = input("t", "int32", [1]);
  const x = input("x", "float32", [1, 3]);
  const cost = neg(sum(log(gather(softmax(x), indices, 1))));
  const { graph } = compile({
    inputs: [x, indices],
    outputs: new Map([["cost", cost]]),
    rewrites: "on",
    gradient: { of: "cost", parameters: [x], finish: ([g]) => new Map([["gradient", g!]]) },
  });
  const feeds = new Map([
    [x as Node, toValue("float32", [1, 3], [1000, 0, -1000])],
    [indices as Node, toValue("int32", [1], [2])],
  ]);
  const [value, gradient] = evaluate(
    ["cost", "gradient"].map((name) => graph.outputs.get(name)!),
    feeds,
  );
  expect(Array.from(value!.data)).toEqual([2000]);
  expect(Array.from(gradient!.data)).toEqual([1, 0, -1]);
});

test("the gradient of a branch that was not chosen stays out of a chain of ops", () => {
  const loss: Loss = (x) => {
    const positive = compare(">", x, small(x, 0));
    return sum(where(positive, log(mul(exp(x), x)), small(x, 0)));
  };
  const [, gradient] = run(loss, [2], { x: [0, 2], y: [0, 0] });
  expect(Array.from(gradient.data)).toEqual([0, 1.5]);
});

test("a program compiled with rewrites off stays as it was written", () => {
  const loss = crossEntropies(1)["log of softmax"]!;
  const { compiled } = compileLoss(loss, [m, n], "off");
  expect(compiled.applied).toEqual([]);
  const names = nodesOf(compiled.graph).map(({ op }) => op.name);
  expect(names).toContain("softmax");
  expect(names).not.toContain("logSoftmax");
  expect(printGraph(compiled.stabilized)).toBe(printGraph(compiled.traced));
});

test("the softmax that something else uses is kept beside the logSoftmax", () => {
  const x = input("x", "float32", [m, n]);
  const p = softmax(x);
  const outputs = new Map([
    ["cost", sum(log(p))],
    ["probabilities", p],
  ]);
  const { graph } = compile({ inputs: [x], outputs, rewrites: "on" });
  const names = nodesOf(graph).map(({ op }) => op.name);
  expect(names).toEqual(expect.arrayContaining(["softmax", "logSoftmax"]));
  expect(names).not.toContain("log");
});

test("the explanation names each rewrite with the user's line and prints the program before and after", () => {
  const { compiled } = compileLoss(crossEntropies(1)["exponentials over their sum"]!, [m, n], "on");
  const text = explainRewrites({ before: compiled.traced, after: compiled.stabilized, applied: compiled.applied });
  expect(text).toContain("softmax-by-hand  /home/u/model.ts:12:5");
  expect(text).toContain("log-of-softmax  /home/u/model.ts:12:5");
  expect(text.indexOf("exp(%")).toBeLessThan(text.indexOf("after"));
  expect(text.slice(text.indexOf("after"))).toContain("logSoftmax(%");
});

test("the explanation has one entry for a rule that fires several times from one line", () => {
  const loss: Loss = (x, y) => add(sum(log(sigmoid(x))), sum(log(sigmoid(y))));
  const { compiled } = compileLoss(loss, [2], "on");
  const text = explainRewrites({ before: compiled.traced, after: compiled.stabilized, applied: compiled.applied });
  expect(text).toContain("2 rewrites:");
  expect(text).toContain("log-of-sigmoid  /home/u/model.ts:12:5  2 times\n    log(sigmoid(x)) → −softplus(−x)");
  expect(text.split("log-of-sigmoid  /home").length).toBe(2);
});
