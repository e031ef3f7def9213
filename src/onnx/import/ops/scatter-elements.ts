/** @file ONNX ScatterElements. */
import type { Node } from "../../../graph/node.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { scatterElements } from "../foreign/scatterElements.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";
import { reductionOf } from "./_scatter.ts";

export function scatterAlongAxis(node: ImportContext): Node {
  const x = node.input(0);
  const attrs = { axis: axisOf(node, x, 0), reduction: reductionOf(node) };
  return scatterElements(x, node.input(1), node.input(2), attrs);
}

/** Positions that differ: where two updates fall on one element their order is open. */
const indices = { shape: [2, 3], dtype: "int64", values: [0, 1, 2, 3, -2, -1] } as const;

export const scatterElementsImporter: Importer = {
  opType: "ScatterElements",
  import: scatterAlongAxis,
  samples: [
    { opset: 11, inputs: [{ shape: [4, 3] }, indices, { shape: [2, 3] }] },
    {
      opset: 16,
      attributes: [intAttribute("axis", 1), textAttribute("reduction", "add")],
      inputs: [{ shape: [2, 4] }, { ...indices, values: [0, 0, 1, 2, 2, 2] }, { shape: [2, 3] }],
    },
    {
      opset: 18,
      attributes: [intAttribute("axis", 1), textAttribute("reduction", "max")],
      inputs: [{ shape: [2, 4] }, { ...indices, values: [0, 0, 1, 2, 2, 2] }, { shape: [2, 3] }],
    },
  ],
};
