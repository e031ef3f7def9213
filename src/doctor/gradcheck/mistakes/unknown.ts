/** @file unknown: the gradient is wrong, and none of the known mistakes gives it. */
import { formatShape, sameShape } from "../../../util/shape.ts";
import { compared, sameBelow } from "../numbers.ts";
import type { Mistake, MistakeContext } from "./_mistake.ts";

/** Which rows or columns of a matrix are wrong, where not all are. */
function wrongPart({ written, expected }: MistakeContext): string {
  const wrong = Array.from(
    written!.data,
    (x, i) => !(Math.abs(x - expected.data[i]!) <= sameBelow * Math.abs(expected.data[i]!)),
  );
  const count = wrong.filter(Boolean).length;
  const total = wrong.length;
  if (count === total) return `all ${total} elements differ`;
  const columns = expected.shape.at(-1) ?? 1;
  const rows = new Set(wrong.flatMap((is, i) => (is ? [Math.floor(i / columns)] : [])));
  const ofRows = expected.shape.length === 2 && columns > 1 && rows.size < expected.shape[0]!;
  return `${count} of ${total} elements differ${ofRows ? `, in ${rows.size} of ${expected.shape[0]} rows` : ""}`;
}

export const unknown: Mistake = {
  id: "unknown",
  title: "The gradient is wrong in a way that is not known here",
  what: "It differs from the true gradient, and no known mistake gives the numbers that it has.",
  why: "Several mistakes at once, or one of the program's own.",
  remedy: "Compare dz of this layer by hand with the cost: the layers above it are right, or are explained.",
  references: [
    "CS231n, Gradient checks, cs231n.github.io/neural-networks-3",
    "Goodfellow, Bengio and Courville, Deep learning, 2016, section 11.5 (debugging strategies)",
  ],
  match: (context) => {
    const { written, expected } = context;
    if (!written) return null;
    if (!sameShape(written.shape, expected.shape)) {
      return {
        score: 0.1,
        detail: `its shape is ${formatShape(written.shape)}, the parameter's ${formatShape(expected.shape)}`,
      };
    }
    const { cosine } = compared(written, expected);
    const dz = context.writtenCotangent();
    const detail = `${wrongPart(context)}; cosine with the true gradient ${cosine.toFixed(3)}`;
    return { score: 0.1, detail, ...(dz && { cotangent: dz.value }) };
  },
};
