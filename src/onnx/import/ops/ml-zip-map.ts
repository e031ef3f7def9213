/** @file ai.onnx.ml ZipMap: names beside the columns of scores; the scores are what is checked. */
import type { Importer } from "../_importer.ts";
import { ml } from "./_ml.ts";

export const mlZipMapImporter: Importer = {
  opType: "ZipMap",
  domain: ml,
  import: (node) => node.input(0),
};
