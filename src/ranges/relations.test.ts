/** @file Stable code as people write it: no event where there is no defect, and every computed value inside its box. */
import { describe, expect, test } from "vitest";
import { randomPoint } from "../../test/random-graphs.ts";
import { seed } from "../../test/samples.ts";
import { evaluate } from "../engine/reference/evaluate.ts";
import { hullOf, uniformBox } from "../graph/box.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import { scalarLike } from "../ops/_elementwise.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { cast } from "../ops/cast.ts";
import { compare } from "../ops/compare.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { input } from "../ops/input.ts";
import { log } from "../ops/log.ts";
import { log1p } from "../ops/log1p.ts";
import { logSumExp } from "../ops/logSumExp.ts";
import { matmul } from "../ops/matmul.ts";
import { max } from "../ops/max.ts";
import { maximum } from "../ops/maximum.ts";
import { mean } from "../ops/mean.ts";
import { min } from "../ops/min.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { reciprocal } from "../ops/reciprocal.ts";
import { relu } from "../ops/relu.ts";
import { reshape } from "../ops/reshape.ts";
import { softmax } from "../ops/softmax.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { stopGradient } from "../ops/stopGradient.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { type FloatType, floatLimits } from "../util/float.ts";
import { RandomStream, streams } from "../util/philox.ts";
import { analyse } from "./analyse.ts";

interface Written {
  readonly name: string;
  readonly build: (x: Node) => Node;
  /** What the result must be known to be, in float32 and float64. */
  readonly within: Range;
  readonly lo?: number;
  readonly hi?: number;
}

const last = { axes: 1, keepdims: true };
const number = (x: Node, value: number): Node => scalarLike(x, value);
const range = (lo: number, hi: number): Range => ({ lo, hi, nan: false });
const shifted = (x: Node): Node => sub(x, max(x, last));

/** log Σ eˣ with the maximum taken out, as in most frameworks' tutorials. */
const handLogSumExp = (x: Node): Node => add(log(sum(exp(shifted(x)), last)), max(x, last));

const centred = (x: Node): Node => sub(x, mean(x, last));

const stable: readonly Written[] = [
  { name: "softmax by hand", build: (x) => div(exp(shifted(x)), sum(exp(shifted(x)), last)), within: range(0, 1) },
  {
    name: "softmax by hand with the maximum repeated by broadcastTo and without gradient",
    build: (x) => {
      const largest = stopGradient(broadcastTo(reshape(max(x, { axes: 1 }), [3, 1]), [3, 4]));
      const powers = exp(sub(x, largest));
      return div(powers, broadcastTo(reshape(sum(powers, { axes: 1 }), [3, 1]), [3, 4]));
    },
    within: range(0, 1),
  },
  {
    name: "softmax by hand over leading axes",
    build: (x) => {
      const powers = exp(sub(x, max(x, { axes: 0 })));
      return div(powers, sum(powers, { axes: 0 }));
    },
    within: range(0, 1),
  },
  {
    name: "a value scaled to between its least and its largest",
    build: (x) => {
      const [largest, smallest] = [max(x, { axes: 0 }), min(x, { axes: [0, 1] })];
      return reciprocal(add(sub(largest, smallest), number(x, 0.01)));
    },
    within: range(0, 101),
  },
  {
    name: "log of the sum of shifted exponentials",
    build: (x) => log(sum(exp(shifted(x)), last)),
    within: range(0, 1.387),
  },
  {
    name: "log-softmax by hand",
    build: (x) => sub(shifted(x), log(sum(exp(shifted(x)), last))),
    within: range(-302, 0),
  },
  { name: "exp of x less its log-sum-exp by hand", build: (x) => exp(sub(x, handLogSumExp(x))), within: range(0, 1.1) },
  { name: "exp of x less its log-sum-exp", build: (x) => exp(sub(x, logSumExp(x, last))), within: range(0, 1.1) },
  {
    name: "an entropy of probabilities with ε",
    build: (x) => {
      const p = softmax(x);
      return neg(sum(mul(p, log(add(p, number(p, 1e-8)))), last));
    },
    within: range(-75, 75),
    lo: -20,
    hi: 20,
  },
  {
    name: "log of 1 − the largest share, kept from 0",
    build: (x) => log(maximum(sub(number(x, 1), softmax(x)), number(x, 1e-6))),
    within: range(-14, 0),
  },
  {
    name: "division by the sum of a softmax",
    build: (x) => reciprocal(sum(softmax(x), last)),
    within: range(0.99, 1.01),
  },
  {
    name: "an L2 norm with ε inside",
    build: (x) => div(x, sqrt(add(sum(square(x), last), number(x, 1e-12)))),
    within: range(-1.01, 1.01),
  },
  {
    name: "an L2 norm kept from 0",
    build: (x) => div(x, maximum(sqrt(sum(mul(x, x), last)), number(x, 1e-12))),
    within: range(-1.01, 1.01),
  },
  {
    name: "layer normalisation",
    build: (x) => div(centred(x), sqrt(add(mean(square(centred(x)), last), number(x, 1e-5)))),
    within: range(-2.01, 2.01),
  },
  {
    name: "layer normalisation by a reciprocal root",
    build: (x) => mul(centred(x), reciprocal(sqrt(add(mean(mul(centred(x), centred(x)), last), number(x, 1e-5))))),
    within: range(-2.01, 2.01),
  },
  {
    name: "attention",
    build: (x) =>
      matmul(softmax(matmul(x, broadcastTo(number(x, 0.5), [4, 6]))), broadcastTo(reshape(max(x), [1, 1]), [6, 2])),
    within: range(-100.1, 200.1),
  },
  { name: "softplus by hand", build: (x) => add(relu(x), log1p(exp(neg(abs(x))))), within: range(0, 200.7) },
  { name: "x less its positive part", build: (x) => exp(sub(x, relu(x))), within: range(0, 1) },
  {
    name: "binary cross-entropy of logits",
    build: (x) => add(sub(relu(x), mul(x, softmax(x))), log1p(exp(neg(abs(x))))),
    within: range(-201, 301),
  },
  { name: "a difference of equals", build: (x) => exp(mul(sub(x, x), number(x, 1000))), within: range(1, 1) },
  {
    name: "the number of elements that are the largest",
    build: (x) => reciprocal(sum(cast(compare("==", x, max(x, last)), x.dtype), last)),
    within: range(0.249, 1),
  },
  {
    name: "a double where",
    build: (x) => {
      const positive = compare(">", x, number(x, 0));
      return where(positive, log(where(positive, x, number(x, 1))), number(x, 0));
    },
    within: range(-746, 6),
  },
  {
    name: "a divisor that is never 0",
    build: (x) => {
      const divisor = where(compare("==", x, number(x, 0)), number(x, 1), x);
      return div(sub(x, x), divisor);
    },
    within: range(-Infinity, Infinity),
    lo: -100,
    hi: 200,
  },
  {
    name: "the root of |x| behind its condition",
    build: (x) => where(compare("<", abs(x), number(x, 80)), exp(x), number(x, 0)),
    within: range(0, 6e34),
  },
];

const dtypes: readonly FloatType[] = ["float64", "float32", "bfloat16", "float16"];

const graphOf = (x: Node, y: Node): Graph => ({ inputs: [x], outputs: new Map([["y", y]]) });

describe.each(stable)("$name", ({ build, within, lo = -100, hi = 200 }) => {
  test.each(["float64", "float32"] as const)("has no event in %s and is known to be bounded", (dtype) => {
    const x = input("x", dtype, [3, 4]);
    const y = build(x);
    const analysis = analyse(graphOf(x, y), new Map([[x, range(lo, hi)]]));
    const shown = analysis.events.filter(({ discarded, gradual, flushOnly }) => !discarded && !gradual && !flushOnly);
    expect(shown.map(({ node, kind }) => `${node.op.name} ${kind}`)).toEqual([]);
    const found = analysis.range(y);
    expect(found.lo).toBeGreaterThanOrEqual(within.lo);
    expect(found.hi).toBeLessThanOrEqual(within.hi);
  });

  test.each(dtypes)("keeps its values in their boxes in %s", (dtype) => {
    const random = new RandomStream(seed, streams.probe, 7);
    const x = input("x", dtype, [3, 4]);
    const y = build(x);
    const half = floatLimits[dtype].max < 1e5;
    for (let trial = 0; trial < 60; trial++) {
      const box = uniformBox(
        [3, 4],
        trial % 2 === 0 ? range(half ? -50 : lo, half ? 60 : hi) : range(-(2 ** (trial - 40)), 2 ** (trial - 45)),
      );
      const analysis = analyse(graphOf(x, y), new Map([[x, box]]));
      const happened = new Set<Node>();
      const events = new Set([...analysis.events, ...analysis.following].map(({ node }) => node));
      evaluate([y], new Map([[x, randomPoint(x, box, random)]]), {
        observe: (node, value) => {
          if (!analysis.nodes.includes(node)) return;
          if (
            node.inputs.some((operand) => happened.has(operand)) ||
            (events.has(node) && !value.data.every(Number.isFinite))
          ) {
            happened.add(node);
            return;
          }
          const hull = hullOf(analysis.box(node));
          const outside = value.data.find((v) => !(v >= hull.lo && v <= hull.hi) && !(Number.isNaN(v) && hull.nan));
          expect(
            outside,
            `seed ${seed}, trial ${trial}, ${node.op.name}: not in [${hull.lo}, ${hull.hi}]`,
          ).toBeUndefined();
        },
      });
    }
  });
});

describe("what is discarded", () => {
  const events = (build: (x: Node) => Node): string[] => {
    const x = input("x", "float32", [3, 4]);
    const { events } = analyse(graphOf(x, build(x)), new Map([[x, range(-5, 5)]]));
    return events.map(({ node, discarded }) => `${node.op.name}${discarded ? " discarded" : ""}`);
  };

  test("a logarithm that is taken of positive numbers only, by the where behind it", () => {
    const found = events((x) => where(compare(">", x, number(x, 0)), neg(log(x)), number(x, 0)));
    expect(found).toEqual(["log discarded", "log discarded"]);
  });

  test("a quotient that is not chosen where the divisor is 0", () => {
    const found = events((x) => where(compare("==", x, number(x, 0)), number(x, 0), div(number(x, 1), x)));
    expect(found).toEqual(["div discarded"]);
  });

  test("not a logarithm behind a condition that lets 0 through", () => {
    const found = events((x) => where(compare(">=", x, number(x, 0)), log(x), number(x, 0)));
    expect(found).toEqual(["log", "log"]);
  });

  test("not a quotient that is used beside the where as well", () => {
    const found = events((x) => {
      const quotient = div(number(x, 1), x);
      return add(where(compare("==", x, number(x, 0)), number(x, 0), quotient), quotient);
    });
    expect(found).toEqual(["div"]);
  });
});
