/** @file ONNX If, where its condition is known. */
import type { Importer } from "../_importer.ts";

export const ifImporter: Importer = {
  opType: "If",
  import: (node) => {
    const [holds] = node.requiredNumbers(0, "its condition");
    return node.inline(node.graph(holds ? "then_branch" : "else_branch"), []);
  },
};
