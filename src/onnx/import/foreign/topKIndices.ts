/** @file topKIndices: where the k largest or smallest elements along an axis lie, in order. */
import type { DType, Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf } from "../../../util/shape.ts";

export interface TopKAttrs {
  readonly k: number;
  /** Non-negative. */
  readonly axis: number;
  readonly largest: boolean;
  readonly dtype: DType;
}

function topKValues([x]: readonly Value[], { k, axis, largest }: TopKAttrs, out: Value): void {
  const size = x!.shape[axis]!;
  const inner = sizeOf(x!.shape.slice(axis + 1));
  const outer = sizeOf(x!.shape.slice(0, axis));
  const sign = largest ? -1 : 1;
  for (let row = 0; row < outer * inner; row++) {
    const [block, column] = [Math.floor(row / inner), row % inner];
    const at = (i: number): number => x!.data[(block * size + i) * inner + column]!;
    const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => sign * (at(i) - at(j)) || i - j);
    for (let i = 0; i < k; i++) out.data[(block * k + i) * inner + column] = order[i]!;
  }
}

export const topKIndicesOp: OpDef<TopKAttrs> = {
  name: "topKIndices",
  formula: "indices of the k largest (or smallest) x along an axis",
  infer: ([x], { k, axis, dtype }) => {
    if (k <= x!.shape[axis]!) return { shape: x!.shape.map((d, i) => (i === axis ? k : d)), dtype };
    throw new ShapeError(`topKIndices: ${formatShape(x!.shape)} has no ${k} elements along axis ${axis}`);
  },
  reference: topKValues,
  vjp: absent("whole numbers have no gradient"),
  onnx: absent("TopK gives values and indices; a lowering names one output"),
  range: (_inputs, { inputs: [x], attrs }) => range(0, Math.max(0, x!.shape[attrs.axis]! - 1)),
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { k: 2, axis: 1, largest: true, dtype: "int32" },
      inputs: [{ shape: [2, 4], edges: [1, 1.5, 1.5, 0] }],
    },
    { attrs: { k: 1, axis: 0, largest: false, dtype: "int32" }, inputs: [{ shape: [3, 2] }] },
  ],
};

export const topKIndices = (x: Node, attrs: TopKAttrs): Node => makeNode(topKIndicesOp, [x], attrs);
