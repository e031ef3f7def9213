/** @file log-of-added-exps: log(eᵃ + eᵇ + …) relative to the largest exponent. */
import type { Node } from "../../graph/node.ts";
import { abs } from "../../ops/abs.ts";
import { add, addOp } from "../../ops/add.ts";
import { exp, expOp } from "../../ops/exp.ts";
import { log, logOp } from "../../ops/log.ts";
import { maximum } from "../../ops/maximum.ts";
import { neg } from "../../ops/neg.ts";
import { softplus } from "../../ops/softplus.ts";
import { sub } from "../../ops/sub.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const isExp = (node: Node): boolean => node.op === expOp;

/** The exponents of a sum of exponentials, or null where an addend is something else. */
function exponents(node: Node): Node[] | null {
  if (isExp(node)) return [node.inputs[0]!];
  if (node.op !== addOp) return null;
  const [left, right] = node.inputs.map(exponents);
  return left && right ? [...left, ...right] : null;
}

/** log(eᵃ + eᵇ) = max(a, b) + softplus(−|a − b|) */
const logAddExp = (a: Node, b: Node): Node => add(maximum(a, b), softplus(neg(abs(sub(a, b)))));

export const logOfAddedExps: Rewrite = {
  id: "log-of-added-exps",
  what: "log(eᵃ + eᵇ + …) → max(a, b) + softplus(−|a − b|), term by term",
  why: "eᵃ overflows to ∞, or every term underflows and the logarithm of 0 is −∞.",
  failsAt: "any exponent above 88.72 (float32) or 709.78 (float64); all below −103.97 or −745.13",
  domain: "all exponents",
  equality: "real",
  role: "stabilizes",
  from: op(logOp, op(addOp, any("a"), any("b"), { when: (node: Node) => exponents(node) !== null })),
  to: (b) => [b.node("a"), b.node("b")].flatMap((node) => exponents(node)!).reduce(logAddExp),
  cases: [
    {
      title: "two terms",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => log(add(exp(x!), exp(y!))),
      hard: [
        { inputs: { x: [1000], y: [999] }, fails: "value" },
        { inputs: { x: [-1000], y: [-1000.5] }, fails: "value" },
      ],
    },
    {
      title: "three terms",
      inputs: { x: { shape: [2, 3] }, y: { shape: [3] }, z: { shape: [2, 1] } },
      build: ({ x, y, z }) => log(add(add(exp(x!), exp(y!)), exp(z!))),
      hard: [{ inputs: { x: [1000], y: [-1000], z: [998] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "an addend that is no exponential",
      inputs: { x: { shape: [4] }, y: { shape: [4], domain: [0.5, 2] } },
      build: ({ x, y }) => log(add(exp(x!), y!)),
    },
  ],
};
