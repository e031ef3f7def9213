/** @file ONNX Gather. */
import type { Node } from "../../../graph/node.ts";
import { gather } from "../../../ops/gather.ts";
import { DataError } from "../../../util/errors.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

function gathered(node: ImportContext): Node {
  const [x, indices] = [node.input(0), node.input(1)];
  const [axis] = normalizeAxes("Gather", node.int("axis", 0), x.shape.length);
  const size = x.shape[axis!]!;
  const outside = node.constantOf(1)?.data.find((index) => index < -size || index >= size);
  if (outside !== undefined) throw new DataError(`the index ${outside} is outside an axis of ${size} entries`);
  return gather(x, indices, axis);
}

export const gatherImporter: Importer = {
  opType: "Gather",
  import: gathered,
  samples: [
    { opset: 11, inputs: [{ shape: [4, 3] }, { shape: [2, 2], dtype: "int64", domain: [-4, 3] }] },
    {
      opset: 13,
      attributes: [intAttribute("axis", -1)],
      inputs: [{ shape: [2, 3, 4] }, { shape: [], dtype: "int32", domain: [0, 3] }],
    },
    {
      opset: 13,
      inputs: [
        { shape: [4], dtype: "int64" },
        { shape: [2], dtype: "int64", values: [3, -4], constant: true },
      ],
    },
  ],
};
