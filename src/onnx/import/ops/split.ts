/** @file ONNX Split. */
import type { Node } from "../../../graph/node.ts";
import { slice } from "../../../ops/slice.ts";
import { DataError } from "../../../util/errors.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute, intsAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

/** Sizes of the parts; where none are given they are equal, the last one smaller. */
function partSizes(node: ImportContext, size: number): readonly number[] {
  if (node.opset < 13 && node.has("split")) return node.ints("split");
  if (node.opset >= 13 && node.optional(1)) return node.requiredNumbers(1, "the sizes of the parts");
  const parts = node.opset >= 18 ? node.int("num_outputs", node.outputCount) : node.outputCount;
  if (parts !== node.outputCount) throw new DataError(`Split names ${node.outputCount} outputs and makes ${parts}`);
  const each = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(each, size - i * each)));
}

function parts(node: ImportContext): readonly Node[] {
  const x = node.input(0);
  const axis = axisOf(node, x, 0);
  let start = 0;
  return partSizes(node, x.shape[axis]!).map((size) => {
    const end = start + size;
    const part = slice(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      x.shape.map((d, i) => (i === axis ? end : d)),
    );
    start = end;
    return part;
  });
}

export const splitImporter: Importer = {
  opType: "Split",
  import: parts,
  samples: [
    { opset: 7, attributes: [intsAttribute("split", [1, 3])], inputs: [{ shape: [4, 2] }], outputs: 2 },
    { opset: 11, attributes: [intAttribute("axis", -1)], inputs: [{ shape: [2, 6] }], outputs: 3 },
    {
      opset: 13,
      inputs: [{ shape: [4, 2] }, { shape: [2], dtype: "int64", values: [1, 3], constant: true }],
      outputs: 2,
    },
    { opset: 18, attributes: [intAttribute("num_outputs", 3)], inputs: [{ shape: [7, 2] }], outputs: 3 },
  ],
};
