/** @file maxPoolIndices: where in its plane the first largest element of each window lies. */
import type { Type, Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { sizeOf } from "../../../util/shape.ts";
import { type PoolAttrs, pooledType } from "./_pool.ts";
import { windowElements } from "./_window.ts";

function indexValues([x]: readonly Value[], attrs: PoolAttrs, out: Value): void {
  const [spatial, counts] = [x!.shape.slice(2), out.shape.slice(2)];
  const [inSize, outSize, elements] = [sizeOf(spatial), sizeOf(counts), sizeOf(attrs.kernel)];
  const table = windowElements(spatial, counts, attrs);
  for (let i = 0; i < out.data.length; i++) {
    const plane = Math.floor(i / outSize) * inSize;
    const row = (i % outSize) * elements;
    let best = -1;
    for (let e = 0; e < elements; e++) {
      const index = table[row + e]!;
      if (index >= 0 && (best < 0 || x!.data[plane + index]! > x!.data[plane + best]!)) best = index;
    }
    out.data[i] = Math.max(best, 0);
  }
}

export const maxPoolIndicesOp: OpDef<PoolAttrs> = {
  name: "maxPoolIndices",
  formula: "argmax x over a window",
  infer: (inputs: readonly Type[], attrs) => ({ ...pooledType("maxPoolIndices")(inputs, attrs), dtype: "int32" }),
  reference: indexValues,
  vjp: absent("whole numbers have no gradient"),
  onnx: absent("ONNX counts the indices of MaxPool through all planes"),
  range: (_inputs, { inputs: [x] }) => range(0, Math.max(0, sizeOf(x!.shape.slice(2)) - 1)),
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { kernel: [2, 3], strides: [2, 1], dilations: [1, 1], pads: [0, 1, 1, 0], ceil: false },
      inputs: [{ shape: [2, 2, 4, 5] }],
    },
  ],
};

export const maxPoolIndices = (x: Node, attrs: PoolAttrs): Node => makeNode(maxPoolIndicesOp, [x], attrs);
