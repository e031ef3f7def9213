/** @file ONNX CumSum. */
import { normalizeAxes } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { cumSum } from "../foreign/cumSum.ts";
import { intAttribute } from "./_attributes.ts";

const axis = (value: number) => ({ shape: [], dtype: "int64", values: [value], constant: true }) as const;

export const cumSumImporter: Importer = {
  opType: "CumSum",
  import: (node) => {
    const x = node.input(0);
    const [along] = node.requiredNumbers(1, "the axis");
    return cumSum(x, {
      axis: normalizeAxes("CumSum", along!, x.shape.length)[0]!,
      exclusive: node.int("exclusive", 0) === 1,
      reverse: node.int("reverse", 0) === 1,
    });
  },
  samples: [
    { opset: 11, inputs: [{ shape: [2, 3] }, axis(-1)] },
    {
      opset: 14,
      attributes: [intAttribute("exclusive", 1), intAttribute("reverse", 1)],
      inputs: [{ shape: [3, 2] }, axis(0)],
    },
  ],
};
