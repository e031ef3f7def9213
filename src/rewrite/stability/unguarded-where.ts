/** @file unguarded-where: where(c, f(x), k) computes f only of values that are chosen. */
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { makeNode } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import { compare } from "../../ops/compare.ts";
import { constantLike } from "../../ops/constant.ts";
import { div, divOp } from "../../ops/div.ts";
import { exp, expOp } from "../../ops/exp.ts";
import { expm1Op } from "../../ops/expm1.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1pOp } from "../../ops/log1p.ts";
import { powOp } from "../../ops/pow.ts";
import { reciprocalOp } from "../../ops/reciprocal.ts";
import { sqrt, sqrtOp } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { where, whereOp } from "../../ops/where.ts";
import { uniformValue } from "../constants.ts";
import { any, type Condition, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

/** Elementwise ops that leave their domain or overflow in an operand; all are safe at 1. */
const hazardous = new Set<OpDef>([divOp, expOp, expm1Op, logOp, log1pOp, powOp, reciprocalOp, sqrtOp]);

const operandOf = (f: Node): Node => f.inputs[f.op.hazards[0]!.operand]!;

/** Whether the node is a choice by the same condition already. */
const isChosenBy = (condition: Node, x: Node): boolean => x.op === whereOp && x.inputs[0] === condition;

const unguarded: Condition = (f, b) =>
  hazardous.has(f.op) && uniformValue(operandOf(f)) === null && !isChosenBy(b.node("condition"), operandOf(f));

function guard(f: Node, condition: Node, slot: "chosen" | "otherwise"): Node {
  const x = operandOf(f);
  const safe = constantLike(x, 1);
  const chosen = slot === "chosen" ? where(condition, x, safe) : where(condition, safe, x);
  return makeNode(
    f.op,
    f.inputs.map((input) => (input === x ? chosen : input)),
    f.attrs,
  );
}

const isLarge = (x: Node): Node => compare(">", x, constantLike(x, 0.25));
const hard = [{ inputs: { x: [0, -1, 2] }, fails: "gradient" }] as const;

export const unguardedWhere: Rewrite = {
  id: "unguarded-where",
  what: "where(c, f(x), k) → where(c, f(where(c, x, 1)), k), for f that fails at some x",
  why: "Both branches are computed and differentiated: the gradient of the branch that was not chosen is 0 · ∞ = NaN.",
  failsAt: "an x outside the domain of f where it is not chosen: 0 for log, √ and division; 88.72 for eˣ in float32",
  domain: "all x; f(1) is finite",
  equality: "real",
  role: "stabilizes",
  waits: true,
  beforeGradients: true,
  from: either(
    op(whereOp, any("condition"), any("chosen", unguarded), any("k")),
    op(whereOp, any("condition"), any("k"), any("otherwise", unguarded)),
  ),
  holds: (b) => isFloat(b.node("k").dtype),
  to: (b) => {
    const condition = b.node("condition");
    return b.has("chosen")
      ? where(condition, guard(b.node("chosen"), condition, "chosen"), b.node("k"))
      : where(condition, b.node("k"), guard(b.node("otherwise"), condition, "otherwise"));
  },
  cases: [
    {
      title: "log of large values only",
      inputs: { x: { shape: [3, 4], domain: [0.5, 3] } },
      build: ({ x }) => where(isLarge(x!), log(x!), constantLike(x!, 0)),
      hard,
    },
    {
      title: "√ of a square, of large values only",
      inputs: { x: { shape: [4], domain: [0.5, 3] } },
      build: ({ x }) => where(isLarge(x!), sqrt(x!), square(x!)),
      hard,
    },
    {
      title: "elu by hand",
      inputs: { x: { shape: [4], domain: [0.5, 3] } },
      build: ({ x }) => where(isLarge(x!), x!, exp(x!)),
      hard: [{ inputs: { x: [100, 1] }, fails: "gradient" }],
    },
    {
      title: "a quotient with its divisor checked",
      inputs: { x: { shape: [4], domain: [0.5, 3] }, y: { shape: [4] } },
      build: ({ x, y }) => where(isLarge(x!), div(y!, x!), constantLike(x!, 0)),
      hard,
    },
  ],
  nearMisses: [
    {
      title: "the double where written by hand",
      inputs: { x: { shape: [4], domain: [0.5, 3] } },
      build: ({ x }) => where(isLarge(x!), log(where(isLarge(x!), x!, constantLike(x!, 1))), constantLike(x!, 0)),
    },
    {
      title: "branches that are safe everywhere",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => where(isLarge(x!), x!, square(x!)),
    },
  ],
};
