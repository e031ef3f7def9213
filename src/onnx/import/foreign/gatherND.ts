/** @file gatherND: the slices that tuples of indices name. */
import type { Type, Value } from "../../../graph/dtype.ts";
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { unchanged } from "../../../graph/range.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf, stridesOf } from "../../../util/shape.ts";
import { requireIndices, resolveIndex } from "./_indices.ts";
import { scatterND } from "./scatterND.ts";

function inferGatherND([x, indices]: readonly Type[]): Type {
  requireIndices("gatherND", indices!);
  const width = indices!.shape.at(-1);
  if (width !== undefined && width <= x!.shape.length) {
    return { shape: [...indices!.shape.slice(0, -1), ...x!.shape.slice(width)], dtype: x!.dtype };
  }
  throw new ShapeError(`gatherND: indices of ${formatShape(indices!.shape)} do not fit ${formatShape(x!.shape)}`);
}

/** Flat index into x of the first element of the slice that each tuple names. */
export function slicePositions(what: string, x: Type, indices: Value): Int32Array {
  const width = indices.shape.at(-1)!;
  const steps = stridesOf(x.shape);
  const count = sizeOf(indices.shape.slice(0, -1));
  return Int32Array.from({ length: count }, (_, tuple) => {
    let position = 0;
    for (let axis = 0; axis < width; axis++) {
      position += resolveIndex(what, indices.data[tuple * width + axis]!, x.shape[axis]!) * steps[axis]!;
    }
    return position;
  });
}

export const gatherNDOp: OpDef<null> = {
  name: "gatherND",
  formula: "y[i, …] = x[indices[i], …]",
  infer: inferGatherND,
  reference: ([x, indices], _attrs, out) => {
    const positions = slicePositions("gatherND", x!, indices!);
    const inner = positions.length === 0 ? 0 : out.data.length / positions.length;
    positions.forEach((from, i) => {
      out.data.set(x!.data.subarray(from, from + inner), i * inner);
    });
  },
  vjp: (ct, { inputs: [x, indices] }) => {
    if (!isFloat(x!.dtype)) return [null, null];
    return [scatterND(broadcastTo(scalarLike(ct, 0), x!.shape), indices!, ct, "add"), null];
  },
  onnx: (b, [x, indices], { inputs }) => {
    const wide = inputs[1]!.dtype === "int32" ? b.op("Cast", [indices!], { to: { int: 7 } }) : indices!;
    return b.op("GatherND", [x!, wide]);
  },
  range: unchanged,
  hazards: [],
  accuracy: "exact",
  samples: [
    {
      attrs: null,
      inputs: [{ shape: [3, 3, 2] }, { shape: [4, 2], dtype: "int32", domain: [-3, 2], edges: [0, 0, 0, 0] }],
    },
  ],
};

export const gatherND = (x: Node, indices: Node): Node => makeNode(gatherNDOp, [x, indices], null);
