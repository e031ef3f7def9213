/** @file ArgMax and ArgMin. */

import type { Importer } from "../_importer.ts";
import { argMax } from "../foreign/argMax.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

export const argImporter = (opType: string, smallest: boolean): Importer => ({
  opType,
  import: (node) => {
    const x = node.input(0);
    return argMax(x, {
      axis: axisOf(node, x, 0),
      keepdims: node.int("keepdims", 1) === 1,
      smallest,
      last: node.int("select_last_index", 0) === 1,
      dtype: "int64",
    });
  },
  samples: [
    { opset: 7, attributes: [intAttribute("axis", 1)], inputs: [{ shape: [2, 4] }] },
    {
      opset: 13,
      attributes: [intAttribute("axis", -1), intAttribute("keepdims", 0), intAttribute("select_last_index", 1)],
      inputs: [{ shape: [2, 4], values: [1, 2, 2, 1, 3, 3, 3, 3] }],
    },
  ],
});
