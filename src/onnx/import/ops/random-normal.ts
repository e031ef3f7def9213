/** @file ONNX RandomNormal. */

import type { Node } from "../../../graph/node.ts";
import type { Shape } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { randomNormal } from "../foreign/randomNormal.ts";
import { floatAttribute, intsAttribute } from "./_attributes.ts";
import { randomType, seedOf } from "./_random.ts";

export const normalNumbers = (node: ImportContext, shape: Shape, like: Node | null): Node =>
  randomNormal({
    shape,
    dtype: randomType(node, like),
    mean: node.float("mean", 0),
    scale: node.float("scale", 1),
    seed: seedOf(node),
  });

export const randomNormalImporter: Importer = {
  opType: "RandomNormal",
  import: (node) => normalNumbers(node, node.ints("shape"), null),
  samples: [{ opset: 7, attributes: [intsAttribute("shape", [2, 3]), floatAttribute("scale", 3)], inputs: [] }],
};
