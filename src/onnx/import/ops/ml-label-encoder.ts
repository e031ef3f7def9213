/** @file ai.onnx.ml LabelEncoder between numbers. */
import type { DType } from "../../../graph/dtype.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { lookup } from "../foreign/lookup.ts";
import { floatAttribute, floatsAttribute, intAttribute, intsAttribute } from "./_attributes.ts";
import { ml } from "./_ml.ts";

/** The numbers of `keys_…` or `values_…`, in whichever attribute they are. */
function listOf(node: ImportContext, stem: string): { readonly numbers: readonly number[]; readonly dtype: DType } {
  if (node.has(`${stem}_int64s`)) return { numbers: node.ints(`${stem}_int64s`), dtype: "int64" };
  if (node.has(`${stem}_floats`)) return { numbers: node.floats(`${stem}_floats`), dtype: "float32" };
  if (!node.has(`${stem}_tensor`)) return node.unknown(`its ${stem} are texts`);
  const { data, dtype } = node.tensor(`${stem}_tensor`);
  return { numbers: Array.from(data), dtype };
}

export const mlLabelEncoderImporter: Importer = {
  opType: "LabelEncoder",
  domain: ml,
  import: (node) => {
    const [keys, values] = [listOf(node, "keys"), listOf(node, "values")];
    const whole = values.dtype === "int64";
    const missing = node.has("default_tensor")
      ? node.tensor("default_tensor").data[0]!
      : whole
        ? node.int("default_int64", -1)
        : node.float("default_float", 0);
    return lookup(node.input(0), { keys: keys.numbers, values: values.numbers, missing, dtype: values.dtype });
  },
  samples: [
    {
      opset: 2,
      attributes: [
        intsAttribute("keys_int64s", [1, 2]),
        floatsAttribute("values_floats", [0.5, -3]),
        floatAttribute("default_float", 9),
      ],
      inputs: [{ shape: [4], dtype: "int64", values: [2, 1, 0, 2] }],
    },
    {
      opset: 2,
      attributes: [
        floatsAttribute("keys_floats", [1.5, 2]),
        intsAttribute("values_int64s", [4, 6]),
        intAttribute("default_int64", 0),
      ],
      inputs: [{ shape: [3], values: [2, 1.5, 0] }],
    },
  ],
};
