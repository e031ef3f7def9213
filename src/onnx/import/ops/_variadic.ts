/** @file Importers of ops over any number of operands that broadcast. */
import type { Node } from "../../../graph/node.ts";
import type { Importer } from "../_importer.ts";

export const variadicImporter = (
  opType: string,
  join: (a: Node, b: Node) => Node,
  finish: (joined: Node, count: number) => Node = (joined) => joined,
): Importer => ({
  opType,
  import: (node) => {
    const inputs = node.inputs();
    return finish(inputs.slice(1).reduce(join, inputs[0]!), inputs.length);
  },
  samples: [
    { opset: 8, inputs: [{ shape: [2, 3] }, { shape: [3] }, { shape: [2, 1] }] },
    { opset: 13, inputs: [{ shape: [2, 3] }] },
  ],
});
