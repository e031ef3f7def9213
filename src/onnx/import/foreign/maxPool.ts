/** @file maxPool: the largest element of each window. */
import type { Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { unchanged } from "../../../graph/range.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sizeOf } from "../../../util/shape.ts";
import { type PoolAttrs, poolAttributes, pooledType } from "./_pool.ts";
import { withoutPositions } from "./_spatialCells.ts";
import { overlap, windowElements } from "./_window.ts";
import { maxPoolIndices } from "./maxPoolIndices.ts";
import { scatterElements } from "./scatterElements.ts";

function maxPoolValues([x]: readonly Value[], attrs: PoolAttrs, out: Value): void {
  const [spatial, counts] = [x!.shape.slice(2), out.shape.slice(2)];
  const [inSize, outSize, elements] = [sizeOf(spatial), sizeOf(counts), sizeOf(attrs.kernel)];
  const table = windowElements(spatial, counts, attrs);
  for (let i = 0; i < out.data.length; i++) {
    const plane = Math.floor(i / outSize) * inSize;
    const row = (i % outSize) * elements;
    let largest = Number.NEGATIVE_INFINITY;
    for (let e = 0; e < elements; e++) {
      const index = table[row + e]!;
      if (index >= 0) largest = Math.max(largest, x!.data[plane + index]!);
    }
    out.data[i] = largest;
  }
}

/** The first largest element of each window takes the cotangent. */
function inputGradient(ct: Node, x: Node, attrs: PoolAttrs): Node {
  const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const flat = [batch, channels, sizeOf(spatial)];
  const positions = [batch, channels, sizeOf(ct.shape.slice(2))];
  const none = broadcastTo(scalarLike(ct, 0), flat);
  const indices = reshape(maxPoolIndices(x, attrs), positions);
  const spread = { axis: 2, reduction: "add", overlap: overlap(attrs) } as const;
  return reshape(scatterElements(none, indices, reshape(ct, positions), spread), x.shape);
}

export const maxPoolOp: OpDef<PoolAttrs> = {
  name: "maxPool",
  formula: "max x over a window",
  infer: pooledType("maxPool"),
  reference: maxPoolValues,
  vjp: (ct, { inputs: [x], attrs }) => [inputGradient(ct, x!, attrs)],
  onnx: (b, inputs, { attrs }) => b.op("MaxPool", inputs, poolAttributes(attrs)),
  range: unchanged,
  cells: ([x], { shape }) => ({ ...withoutPositions(x!), shape }),
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { kernel: [2, 3], strides: [2, 1], dilations: [1, 1], pads: [0, 1, 1, 0], ceil: false },
      inputs: [{ shape: [2, 2, 4, 5], edges: [1e30, -1e30] }],
    },
    {
      attrs: { kernel: [3], strides: [2], dilations: [2], pads: [0, 0], ceil: true },
      inputs: [{ shape: [1, 2, 8] }],
    },
  ],
};

export const maxPool = (x: Node, attrs: PoolAttrs): Node => makeNode(maxPoolOp, [x], attrs);
