/** @file ONNX Squeeze. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intsAttribute } from "./_attributes.ts";
import { axesOf } from "./_axes.ts";

function squeezed(node: ImportContext): Node {
  const x = node.input(0);
  const given = axesOf(node, 13);
  const axes = given
    ? normalizeAxes("Squeeze", given, x.shape.length)
    : x.shape.flatMap((d, axis) => (d === 1 ? [axis] : []));
  const long = axes.find((axis) => x.shape[axis] !== 1);
  if (long !== undefined) throw new ShapeError(`Squeeze: axis ${long} of ${formatShape(x.shape)} is not 1`);
  return reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

export const squeezeImporter: Importer = {
  opType: "Squeeze",
  import: squeezed,
  samples: [
    { opset: 9, inputs: [{ shape: [1, 3, 1] }] },
    { opset: 11, attributes: [intsAttribute("axes", [-1])], inputs: [{ shape: [1, 3, 1] }] },
    { opset: 13, inputs: [{ shape: [1, 3, 1] }, { shape: [1], dtype: "int64", values: [0], constant: true }] },
  ],
};
