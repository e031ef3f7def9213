/** @file wrong-axis: a bias's gradient is summed over units instead of examples, or over both. */

import { formatShape, sameShape } from "../../../util/shape.ts";
import { filled, multipleOf, numbers, sumAlong, total } from "../numbers.ts";
import type { Match, Mistake, MistakeContext } from "./_mistake.ts";

/** The written gradient has one entry an example. */
function overUnits({ written, layer, judge }: MistakeContext): Match | null {
  const axis = layer!.exampleAxis;
  const { cotangent } = layer!;
  if (axis === null || cotangent.shape.length !== 2 || written!.data.length !== cotangent.shape[axis]) return null;
  const sums = sumAlong(cotangent, axis === 0 ? 1 : 0);
  const factor = multipleOf(numbers(sums.shape, written!.data), sums);
  if (factor === null) return null;
  const { score, besides } = judge(factor);
  const detail = `it is summed over axis ${1 - axis}, the units, and has one number an example (shape ${formatShape(written!.shape)}); axis ${axis} holds the examples${besides}`;
  return { score, detail, factor };
}

/** Every unit has the same: the sum of all elements. */
function overBoth({ written, expected, layer, judge }: MistakeContext): Match | null {
  const all = total(layer!.cotangent);
  const isScalar = written!.data.length === 1 && expected.data.length > 1;
  if (!isScalar && !(sameShape(written!.shape, expected.shape) && expected.data.length > 1)) return null;
  const factor = multipleOf(written!, filled(written!.shape, all));
  if (isScalar) return { score: 0.9, detail: "it is one number, the sum over examples and units" };
  if (factor === null) return null;
  const { score, besides } = judge(factor);
  return { score, detail: `every unit gets the same number, the sum over examples and units${besides}`, factor };
}

export const wrongAxis: Mistake = {
  id: "wrong-axis",
  title: "The gradient is summed over the wrong axis",
  what: "The gradient of a bias has one number a unit, the sum over the examples. Here the sum runs over the units, or over both.",
  why: "The bias was broadcast over the examples in z = W a + b, so that its gradient is the sum over exactly that axis: db = Σᵢ dzᵢ. NumPy's sum without an axis adds up everything.",
  remedy:
    "Sum over the axis of the examples and keep the other: axis 1 with keepdims where examples are columns, axis 0 where they are rows.",
  references: [
    "NumPy documentation, sum (axis)",
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
  ],
  match: (context) => {
    const { written, layer } = context;
    if (!written || !layer || !Number.isFinite(total(layer.cotangent))) return null;
    return overUnits(context) ?? overBoth(context);
  },
};
