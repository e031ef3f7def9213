/** @file missing-sum: the sum over the examples is left out, or runs over some of them only. */
import type { Value } from "../../../graph/dtype.ts";
import { formatShape, sameShape } from "../../../util/shape.ts";
import { difference, inShape, multipleOf, onlyEntry, sameBelow } from "../numbers.ts";
import { best, type LayerView, type Match, type Mistake, type MistakeContext } from "./_mistake.ts";

/** The written gradient is dz itself. */
function unsummed({ written, judge }: MistakeContext, { cotangent }: LayerView): Match | null {
  const turned = inShape(written!, cotangent.shape);
  const factor = turned && multipleOf(turned, cotangent);
  if (factor === null) return null;
  const { score, besides } = judge(factor);
  return {
    score,
    detail: `it is dz as it is, ${formatShape(written!.shape)}: one column or row an example${besides}`,
    factor,
  };
}

const ordinal = (i: number, m: number): string =>
  i === 0 ? "the first" : i === m - 1 ? "the last" : `number ${i + 1}`;

/** One example's share of the gradient is all there is, or all that is missing. */
function someExamples(context: MistakeContext, { cotangent, exampleAxis }: LayerView): Match | null {
  const { written, expected, factorFrom, judge, counts } = context;
  if (exampleAxis === null || !sameShape(written!.shape, expected.shape)) return null;
  const { m } = counts;
  // an average's gradient is (1/m) Σᵢ, that of one example's own loss has no 1/m
  const ofOne = counts.reduction === "sum" ? 1 : m;
  const test = (candidate: Value, detail: string, usual: number): Match | null => {
    const factor = factorFrom(candidate);
    if (factor === null) return null;
    const { score, besides } = judge(Math.abs(factor - usual) < sameBelow * usual ? 1 : factor);
    return score > 0 ? { score, detail: `${detail}${besides}`, factor: factor / usual } : null;
  };
  const found: (Match | null)[] = [];
  for (let i = 0; i < m; i++) {
    const share = onlyEntry(cotangent, exampleAxis, i);
    found.push(
      test(share, `only one example counts, ${ordinal(i, m)} of ${m}`, ofOne),
      test(difference(cotangent, share), `one example is left out, ${ordinal(i, m)} of ${m}`, 1),
    );
  }
  return best(found);
}

export const missingSum: Mistake = {
  id: "missing-sum",
  title: "The sum over the examples is missing",
  what: "The gradient is that of one example, or has one entry an example, where it has to be the sum over all of them.",
  why: "A parameter acts on every example of the batch, and the cost is a sum over them: its gradient is the sum of theirs, db = Σᵢ dzᵢ, dW = Σᵢ dzᵢ aᵢᵀ. A loop that assigns (=) instead of adding (+=) keeps the last one.",
  remedy: "Sum over the axis of the examples; in a loop add to what is there.",
  references: [
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
    "CS231n, Backpropagation, intuitions: gradients for vectorized operations, cs231n.github.io/optimization-2",
  ],
  match: (context) => {
    const { written, layer } = context;
    return written && layer ? (unsummed(context, layer) ?? someExamples(context, layer)) : null;
  },
};
