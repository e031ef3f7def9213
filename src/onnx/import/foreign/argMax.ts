/** @file argMax: index of the largest or smallest element along an axis. */
import type { DType, Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { reducedShape, sizeOf } from "../../../util/shape.ts";

export interface ArgMaxAttrs {
  /** Non-negative. */
  readonly axis: number;
  readonly keepdims: boolean;
  readonly smallest: boolean;
  /** Which of equal elements. */
  readonly last: boolean;
  readonly dtype: DType;
}

function argMaxValues([x]: readonly Value[], { axis, smallest, last }: ArgMaxAttrs, out: Value): void {
  const size = x!.shape[axis]!;
  const inner = sizeOf(x!.shape.slice(axis + 1));
  const sign = smallest ? -1 : 1;
  for (let i = 0; i < out.data.length; i++) {
    const start = Math.floor(i / inner) * size * inner + (i % inner);
    let best = 0;
    for (let k = 1; k < size; k++) {
      const ahead = sign * (x!.data[start + k * inner]! - x!.data[start + best * inner]!);
      if (ahead > 0 || (last && ahead === 0)) best = k;
    }
    out.data[i] = best;
  }
}

export const argMaxOp: OpDef<ArgMaxAttrs> = {
  name: "argMax",
  formula: "i with xᵢ = max x (or min x) along an axis",
  infer: ([x], { axis, keepdims, dtype }) => ({ shape: reducedShape(x!.shape, [axis], keepdims), dtype }),
  reference: argMaxValues,
  vjp: absent("whole numbers have no gradient"),
  onnx: (b, inputs, { attrs: { axis, keepdims, smallest, last, dtype } }) => {
    const index = b.op(smallest ? "ArgMin" : "ArgMax", inputs, {
      axis: { int: axis },
      keepdims: { int: keepdims ? 1 : 0 },
      select_last_index: { int: last ? 1 : 0 },
    });
    return b.op("Cast", [index], { to: { onnxType: dtype } });
  },
  range: (_inputs, { inputs: [x], attrs }) => range(0, Math.max(0, x!.shape[attrs.axis]! - 1)),
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: { axis: 1, keepdims: false, smallest: false, last: false, dtype: "int32" },
      inputs: [{ shape: [2, 4], edges: [1, 1.5, 1.5, 0] }],
    },
    {
      attrs: { axis: 0, keepdims: true, smallest: true, last: true, dtype: "int32" },
      inputs: [{ shape: [3, 2], edges: [-3, 0, -3] }],
    },
  ],
};

export const argMax = (x: Node, attrs: ArgMaxAttrs): Node => makeNode(argMaxOp, [x], attrs);
