/** @file ONNX MeanVarianceNormalization. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { div } from "../../../ops/div.ts";
import { mean } from "../../../ops/mean.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";

export const meanVarianceNormalizationImporter: Importer = {
  opType: "MeanVarianceNormalization",
  import: (node) => {
    const x = node.input(0);
    const axes = normalizeAxes("MeanVarianceNormalization", node.ints("axes", [0, 2, 3]), x.shape.length);
    const centred = sub(x, mean(x, { axes, keepdims: true }));
    const deviation = sqrt(mean(square(centred), { axes, keepdims: true }));
    return div(centred, add(deviation, scalarLike(x, 1e-9)));
  },
  samples: [{ opset: 13, inputs: [{ shape: [2, 3, 2, 2] }] }],
};
