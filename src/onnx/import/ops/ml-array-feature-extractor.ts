/** @file ai.onnx.ml ArrayFeatureExtractor: columns of the last axis. */
import { gather } from "../../../ops/gather.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sizeOf } from "../../../util/shape.ts";
import type { Importer } from "../_importer.ts";
import { ml } from "./_ml.ts";

export const mlArrayFeatureExtractorImporter: Importer = {
  opType: "ArrayFeatureExtractor",
  domain: ml,
  import: (node) => {
    const [x, indices] = [node.input(0), node.input(1)];
    const rows = x.shape.length === 1 ? [1] : x.shape.slice(0, -1);
    const count = sizeOf(indices.shape);
    const columns = reshape(x, [...rows, x.shape.at(-1)!]);
    return gather(columns, reshape(indices, [count]), rows.length);
  },
  samples: [
    { opset: 1, inputs: [{ shape: [2, 4] }, { shape: [2], dtype: "int64", values: [2, 0], constant: true }] },
    { opset: 1, inputs: [{ shape: [4] }, { shape: [1], dtype: "int64", values: [3] }] },
  ],
};
