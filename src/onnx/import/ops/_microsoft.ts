/** @file Nodes that ONNX Runtime's optimizer makes of several: an activation at their end, matrices transposed. */
import type { Node } from "../../../graph/node.ts";
import { transposeLast } from "../../../ops/transpose.ts";
import type { ImportContext } from "../_importer.ts";
import { activationNamed } from "./_activation.ts";

export const microsoft = "com.microsoft";

/** `y` under the activation that the attributes name. */
export function activated(node: ImportContext, y: Node): Node {
  const name = node.text("activation", "");
  if (name === "") return y;
  const [alpha, beta] = node.has("activation_params")
    ? node.floats("activation_params")
    : ["activation_alpha", "activation_beta"].map((key) => (node.has(key) ? node.float(key) : undefined));
  const activation = activationNamed(name, alpha, beta);
  return activation ? activation(y) : node.unknown(`its activation is "${name}"`, [y]);
}

export const transposedIf = (node: ImportContext, attribute: string, x: Node): Node =>
  node.int(attribute, 0) === 1 ? transposeLast(x) : x;
