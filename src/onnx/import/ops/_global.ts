/** @file Pools over all spatial axes. */
import type { Node } from "../../../graph/node.ts";
import type { ReduceOptions } from "../../../ops/_reduce.ts";
import type { Importer } from "../_importer.ts";

/** Axes from the third on. */
export const spatialAxes = ({ shape }: Node): number[] => shape.slice(2).map((_, i) => i + 2);

/** An op that reduces every plane to one number. */
export const globalImporter = (opType: string, reduce: (x: Node, options: ReduceOptions) => Node): Importer => ({
  opType,
  import: (node) => {
    const x = node.input(0);
    return reduce(x, { axes: spatialAxes(x), keepdims: true });
  },
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 22, inputs: [{ shape: [2, 3, 4, 2] }] },
  ],
});
