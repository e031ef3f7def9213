/** @file ONNX ConvTranspose. */

import type { Node } from "../../../graph/node.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { convTranspose } from "../foreign/convTranspose.ts";
import { intAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { splitPads } from "./_spatial.ts";

function transposedConvolution(node: ImportContext): Node {
  const [x, w] = [node.input(0), node.input(1)];
  const [spatial, kernel] = [x.shape.slice(2), w.shape.slice(2)];
  const ones = spatial.map(() => 1);
  const strides = node.ints("strides", ones);
  const dilations = node.ints("dilations", ones);
  const outputPadding = [
    ...node.ints(
      "output_padding",
      spatial.map(() => 0),
    ),
  ];
  const automatic = node.text("auto_pad", "NOTSET");
  const wanted = node.has("output_shape")
    ? node.ints("output_shape").slice(-spatial.length)
    : automatic.startsWith("SAME")
      ? spatial.map((size, axis) => size * strides[axis]!)
      : null;
  let pads =
    automatic === "NOTSET"
      ? node.ints(
          "pads",
          [...ones, ...ones].map(() => 0),
        )
      : [...ones, ...ones].map(() => 0);
  if (wanted) {
    const surplus = spatial.map(
      (size, axis) =>
        strides[axis]! * (size - 1) + outputPadding[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1 - wanted[axis]!,
    );
    pads = splitPads(
      surplus.map((n) => Math.max(0, n)),
      automatic !== "SAME_UPPER",
    );
    surplus.forEach((n, axis) => {
      if (n < 0) outputPadding[axis]! -= n;
    });
  }
  return convTranspose(x, w, node.optional(2), {
    strides,
    dilations,
    pads,
    group: node.int("group", 1),
    outputPadding,
  });
}

export const convTransposeImporter: Importer = {
  opType: "ConvTranspose",
  import: transposedConvolution,
  samples: [
    { opset: 11, inputs: [{ shape: [1, 2, 3] }, { shape: [2, 3, 3] }, { shape: [3] }] },
    {
      opset: 11,
      attributes: [
        intsAttribute("strides", [2, 2]),
        intsAttribute("pads", [1, 0, 0, 1]),
        intsAttribute("output_padding", [1, 0]),
        intAttribute("group", 2),
      ],
      inputs: [{ shape: [1, 4, 3, 3] }, { shape: [4, 2, 3, 3] }],
    },
    {
      opset: 11,
      attributes: [intsAttribute("strides", [3, 2]), intsAttribute("output_shape", [10, 8])],
      inputs: [{ shape: [1, 1, 3, 3] }, { shape: [1, 2, 3, 3] }],
    },
    {
      opset: 11,
      attributes: [intsAttribute("strides", [2, 2]), textAttribute("auto_pad", "SAME_UPPER")],
      inputs: [{ shape: [1, 1, 3, 3] }, { shape: [1, 2, 3, 3] }],
    },
  ],
};
