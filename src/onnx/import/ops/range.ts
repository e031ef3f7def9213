/** @file ONNX Range, where its numbers are known. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant } from "../../../ops/constant.ts";
import { DataError } from "../../../util/errors.ts";
import type { ImportContext, Importer, ImportSampleInput } from "../_importer.ts";
import { maxFolded } from "../limits.ts";

function numbers(node: ImportContext): Node {
  const [start, limit, delta] = [0, 1, 2].map((i) => node.requiredNumbers(i, "its length")[0] ?? Number.NaN);
  if (delta === 0) throw new DataError("Range has a step of 0");
  const count = Math.max(0, Math.ceil((limit! - start!) / delta!));
  if (!(count <= maxFolded)) {
    throw new DataError(`Range has ${count} elements`, { help: `at most ${maxFolded} are accepted` });
  }
  const elements = Array.from({ length: count }, (_, i) => start! + i * delta!);
  return constant(toValue(node.input(0).dtype, [count], elements));
}

const scalar = (value: number, dtype: "int64" | "float32" = "int64"): ImportSampleInput => ({
  shape: [],
  dtype,
  values: [value],
  constant: true,
});

export const rangeImporter: Importer = {
  opType: "Range",
  import: numbers,
  samples: [
    { opset: 11, inputs: [scalar(2), scalar(11), scalar(3)] },
    { opset: 11, inputs: [scalar(1, "float32"), scalar(-1, "float32"), scalar(-0.5, "float32")] },
  ],
};
