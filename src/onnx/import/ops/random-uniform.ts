/** @file ONNX RandomUniform. */

import type { Node } from "../../../graph/node.ts";
import type { Shape } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { randomUniform } from "../foreign/randomUniform.ts";
import { floatAttribute, intsAttribute } from "./_attributes.ts";
import { randomType, seedOf } from "./_random.ts";

export const uniformNumbers = (node: ImportContext, shape: Shape, like: Node | null): Node =>
  randomUniform({
    shape,
    dtype: randomType(node, like),
    low: node.float("low", 0),
    high: node.float("high", 1),
    seed: seedOf(node),
  });

export const randomUniformImporter: Importer = {
  opType: "RandomUniform",
  import: (node) => uniformNumbers(node, node.ints("shape"), null),
  samples: [{ opset: 7, attributes: [intsAttribute("shape", [2, 3]), floatAttribute("high", 3)], inputs: [] }],
};
