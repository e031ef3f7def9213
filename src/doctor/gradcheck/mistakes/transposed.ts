/** @file transposed: rows and columns of a weight's gradient are exchanged. */
import { formatShape, sameShape } from "../../../util/shape.ts";
import { multipleOf, numbers, transposed as transpose } from "../numbers.ts";
import { best, type Match, type Mistake, type MistakeContext } from "./_mistake.ts";

/** The written gradient against `candidate`, element by element. */
function asMultiple({ written, judge }: MistakeContext, candidate: ArrayLike<number>, detail: string): Match | null {
  const factor = multipleOf(written!, numbers(written!.shape, candidate));
  if (factor === null) return null;
  const { score, besides } = judge(factor);
  return { score, detail: `${detail}${besides}`, factor };
}

export const transposed: Mistake = {
  id: "transposed",
  title: "The gradient is transposed",
  what: "The element for the weight from input j to unit i stands where that from input i to unit j belongs.",
  why: "For z = W a the gradient is dW = dz aᵀ, of the shape of W; a dzᵀ is its transpose. For z = a W it is aᵀ dz. With as many inputs as units both have the same shape, and no error is raised.",
  remedy: "Exchange the factors of the product and transpose the other one.",
  references: [
    "CS231n, Backpropagation, intuitions: gradients for vectorized operations, cs231n.github.io/optimization-2",
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
  ],
  match: (context) => {
    const { written, expected } = context;
    if (!written || expected.shape.length !== 2 || expected.shape.includes(1)) return null;
    if (written.data.length !== expected.data.length) return null;
    const turned = transpose(expected);
    if (!sameShape(written.shape, expected.shape)) {
      if (!sameShape(written.shape, turned.shape)) return null;
      const shapes = `its shape is ${formatShape(written.shape)}, the parameter's ${formatShape(expected.shape)}`;
      return asMultiple(context, turned.data, shapes);
    }
    const [rows, columns] = expected.shape as [number, number];
    const isSquare = rows === columns;
    return best([
      asMultiple(
        context,
        turned.data,
        isSquare ? "it is the transpose" : "it is the transpose, reshaped and not transposed back",
      ),
    ]);
  },
};
