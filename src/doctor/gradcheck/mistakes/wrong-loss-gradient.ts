/** @file wrong-loss-gradient: the output's gradient is that of another cost. */
import type { Value } from "../../../graph/dtype.ts";
import { difference, multipleOf, product, times, zipNumbers } from "../numbers.ts";
import { byCotangent, firstCertain, type LayerView, type Mistake } from "./_mistake.ts";

interface Candidate {
  readonly cotangent: Value;
  readonly detail: string;
}

function* candidates({ z, activations, targets }: LayerView): Generator<Candidate> {
  if (!targets) return;
  const outputs = [{ name: "z", value: z }, ...activations.map(({ name, value }) => ({ name: `${name}(z)`, value }))];
  for (const { name, value } of outputs) {
    const error = difference(value, targets);
    yield { cotangent: error, detail: `dz is ${name} − y, which this cost does not give` };
    yield { cotangent: product(error, error), detail: `dz is (${name} − y)², the cost and not its derivative` };
    yield {
      cotangent: zipNumbers(error, value, (e, a) => e * a * (1 - a)),
      detail: `dz is (${name} − y) a (1 − a), that of a squared error after a sigmoid`,
    };
    yield {
      cotangent: zipNumbers(error, value, (e, a) => e * (1 - a * a)),
      detail: `dz is (${name} − y) (1 − a²), that of a squared error after tanh`,
    };
    yield {
      cotangent: zipNumbers(error, error, Math.sign),
      detail: `dz is the sign of ${name} − y, that of the absolute error`,
    };
    yield { cotangent: zipNumbers(value, targets, (a, y) => -y / a), detail: `dz is −y / a with a = ${name}` };
    yield { cotangent: zipNumbers(value, targets, (a, y) => a * y), detail: `dz is a y with a = ${name}` };
    yield { cotangent: value, detail: `dz is ${name}: the targets are left out` };
  }
}

export const wrongLossGradient: Mistake = {
  id: "wrong-loss-gradient",
  title: "The gradient at the output is that of another cost",
  what: "The backward pass begins with a formula that belongs to another pair of output function and cost.",
  why: "dz = a − y holds for softmax or sigmoid with cross-entropy and for the identity with half the squared error. The squared error after a sigmoid has (a − y) a (1 − a); the absolute error has sign(a − y).",
  remedy: "Derive dz from the cost that the program computes, or compute the cost that the formula belongs to.",
  references: [
    "Bishop, Pattern recognition and machine learning, 2006, section 5.2 (canonical pairs of output and loss)",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer?.targets) return null;
    const { reduction, m } = context.counts;
    return firstCertain(candidates(layer), ({ cotangent, detail }) => {
      if (multipleOf(cotangent, layer.cotangent) !== null) return null;
      const match = byCotangent(context, times(cotangent, reduction === "mean" ? 1 / m : 1), detail);
      // a missing derivative says the same more exactly where it fits too
      return match && { ...match, score: 0.9 * match.score };
    });
  },
};
