/** @file Witnesses: two infinities that meet are shown, and a replay looks at the defect's own place. */
import { expect, test } from "vitest";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { scalar } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { input } from "../ops/input.ts";
import { log } from "../ops/log.ts";
import { minimum } from "../ops/minimum.ts";
import { neg } from "../ops/neg.ts";
import { relu } from "../ops/relu.ts";
import { sum } from "../ops/sum.ts";
import { type CheckResult, check } from "./check.ts";
import { graphSubject } from "./graphSubject.ts";
import { parseWitnesses, type Replay, replay, witnessText } from "./replay.ts";
import type { Subject } from "./subject.ts";

function subjectOf(inputs: readonly Node[], y: Node): Subject {
  const graph: Graph = { inputs, outputs: new Map([["y", y]]) };
  const given = inputs.map((node) => {
    const { name } = node.attrs as { readonly name: string };
    return [name, { lo: -200, hi: 200, role: "input" }] as const;
  });
  return graphSubject({ name: "g", graph, ranges: { inputs: Object.fromEntries(given), loss: null } });
}

const listed = ({ findings }: CheckResult): string[] =>
  findings.filter(({ grade }) => grade !== "advice").map(({ grade, rule }) => `${grade} ${rule}`);

const replayed = (result: CheckResult, subject: Subject): Replay[] =>
  replay(parseWitnesses(witnessText(result, "g", false), "w.json"), subject);

test("∞ / ∞ of a softmax by hand is shown, and replays", () => {
  const x = input("x", "float32", [2, 10]);
  const powers = exp(relu(x));
  const subject = subjectOf([x], div(powers, sum(powers, { axes: 1, keepdims: true })));
  const result = check(subject);
  expect(listed(result)).toEqual(["proved exp-overflow", "proved not-a-number"]);
  expect(result.findings[1]!.message).toContain("two infinities of exp");
  expect(replayed(result, subject).map(({ record, failure }) => [record.rule, failure?.result])).toEqual([
    ["exp-overflow", Number.POSITIVE_INFINITY],
    ["not-a-number", Number.NaN],
  ]);
});

test("a sum of exponentials replays as the sum's overflow, not as what else goes wrong at those inputs", () => {
  const x = input("x", "float32", [20]);
  const z = input("z", "float32", [20]);
  const powers = exp(minimum(x, scalar("float32", 87)));
  const before = log(relu(neg(z)));
  const subject = subjectOf([z, x], sum(div(before, sum(powers))));
  const result = check(subject);
  const [found] = replayed(result, subject).filter(({ record }) => record.rule === "exp-sum-overflow");
  expect(found!.failure).toMatchObject({ result: Number.POSITIVE_INFINITY });
});
