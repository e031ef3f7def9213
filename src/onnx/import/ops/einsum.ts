/** @file ONNX Einsum. */
import type { Node } from "../../../graph/node.ts";
import { ShapeError } from "../../../util/errors.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { textAttribute } from "./_attributes.ts";
import { arranged, contracted, diagonal, type Lettered, summedOut } from "./_einsum.ts";

/** Letters of the axes; an ellipsis of n axes becomes …n, …n−1, … 1, counted from the right. */
function lettersOf(term: string, rank: number): string[] {
  const [before, after] = term.split("...") as [string, string | undefined];
  if (after === undefined) return [...before];
  const hidden = rank - before.length - after.length;
  return [...before, ...Array.from({ length: Math.max(0, hidden) }, (_, i) => `…${hidden - i}`), ...after];
}

/** The letters of the result where the equation does not say: those that stand once, in alphabetical order. */
function impliedResult(operands: readonly Lettered[]): string[] {
  const all = operands.flatMap(({ letters }) => letters);
  const hidden = [...new Set(all.filter((letter) => letter.startsWith("…")))];
  const once = all.filter((letter) => !letter.startsWith("…") && all.indexOf(letter) === all.lastIndexOf(letter));
  return [...hidden.sort((a, b) => Number(b.slice(1)) - Number(a.slice(1))), ...once.sort()];
}

function einsum(node: ImportContext): Node {
  const [left, right] = node.text("equation").replaceAll(" ", "").split("->") as [string, string | undefined];
  const terms = left.split(",");
  const inputs = node.inputs();
  if (terms.length !== inputs.length)
    throw new ShapeError(`Einsum has ${inputs.length} inputs and ${terms.length} terms`);
  const given = inputs.map((input, i) => ({ node: input, letters: lettersOf(terms[i]!, input.shape.length) }));
  const bad = given.find(({ node: { shape }, letters }) => shape.length !== letters.length);
  if (bad)
    throw new ShapeError(`Einsum: a term has ${bad.letters.length} letters, its input ${bad.node.shape.length} axes`);
  const widest = Math.max(0, ...given.flatMap(({ letters }) => letters.filter((l) => l.startsWith("…")).length));
  const result =
    right === undefined ? impliedResult(given) : lettersOf(right, right.replace("...", "").length + widest);
  const [first, ...rest] = given.map(diagonal) as [Lettered, ...Lettered[]];
  const total = rest.reduce((done, operand, i) => {
    const later = rest.slice(i + 1).flatMap(({ letters }) => letters);
    return contracted(done, operand, new Set([...result, ...later]));
  }, first);
  return arranged(summedOut(total, new Set(result)), result);
}

const equation = (text: string) => [textAttribute("equation", text)];

export const einsumImporter: Importer = {
  opType: "Einsum",
  import: einsum,
  samples: [
    { opset: 12, attributes: equation("ij,jk->ik"), inputs: [{ shape: [2, 3] }, { shape: [3, 4] }] },
    { opset: 12, attributes: equation("bhid,bhjd->bhij"), inputs: [{ shape: [2, 2, 3, 4] }, { shape: [2, 2, 5, 4] }] },
    { opset: 12, attributes: equation("...ii->...i"), inputs: [{ shape: [2, 3, 3] }] },
    { opset: 12, attributes: equation("ij->i"), inputs: [{ shape: [2, 3] }] },
    { opset: 12, attributes: equation("i,j->ji"), inputs: [{ shape: [2] }, { shape: [3] }] },
    { opset: 12, attributes: equation("bij, bjk"), inputs: [{ shape: [2, 2, 3] }, { shape: [2, 3, 4] }] },
  ],
};
