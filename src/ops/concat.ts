/** @file concat: joins values along an axis. */
import type { Type, Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { union } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, normalizeAxes, sizeOf } from "../util/shape.ts";
import { joinedCells } from "./_cells.ts";
import { slice } from "./slice.ts";

export interface ConcatAttrs {
  /** Non-negative. */
  readonly axis: number;
}

function inferConcat(inputs: readonly Type[], { axis }: ConcatAttrs): Type {
  const [first, ...rest] = inputs;
  for (const { shape, dtype } of rest) {
    const fits = shape.length === first!.shape.length && shape.every((d, i) => i === axis || d === first!.shape[i]);
    if (dtype === first!.dtype && fits) continue;
    throw new ShapeError(
      `concat along axis ${axis}: ${inputs.map((i) => i.dtype + formatShape(i.shape)).join(", ")} do not fit`,
      {
        found: "all must have one dtype and, but for that axis, one shape",
      },
    );
  }
  const total = inputs.reduce((n, input) => n + input.shape[axis]!, 0);
  return { shape: first!.shape.map((d, i) => (i === axis ? total : d)), dtype: first!.dtype };
}

function concatValues(inputs: readonly Value[], { axis }: ConcatAttrs, out: Value): void {
  const outer = sizeOf(out.shape.slice(0, axis));
  const row = sizeOf(out.shape.slice(axis));
  let offset = 0;
  for (const { shape, data } of inputs) {
    const part = sizeOf(shape.slice(axis));
    for (let i = 0; i < outer; i++) out.data.set(data.subarray(i * part, (i + 1) * part), i * row + offset);
    offset += part;
  }
}

export const concatOp: OpDef<ConcatAttrs> = {
  name: "concat",
  formula: "x₁, x₂, … joined along an axis",
  infer: inferConcat,
  reference: concatValues,
  vjp: (ct, { inputs, attrs: { axis } }) => {
    let offset = 0;
    return inputs.map(({ shape }) => {
      const starts = shape.map((_, i) => (i === axis ? offset : 0));
      offset += shape[axis]!;
      return slice(
        ct,
        starts,
        ct.shape.map((d, i) => (i === axis ? offset : d)),
      );
    });
  },
  onnx: (b, inputs, { attrs }) => b.op("Concat", inputs, { axis: { int: attrs.axis } }),
  range: (inputs) => inputs.reduce(union),
  cells: (inputs, { attrs }) => joinedCells(inputs, attrs.axis),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { axis: 1 }, inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 2] }] },
    { attrs: { axis: 0 }, inputs: [{ shape: [2, 3] }, { shape: [1, 3] }] },
    {
      attrs: { axis: 0 },
      inputs: [
        { shape: [2], dtype: "int32" },
        { shape: [3], dtype: "int32" },
      ],
    },
  ],
};

export function concat(xs: readonly Node[], axis: number): Node {
  if (xs.length === 0) throw new ShapeError("concat: there is nothing to join");
  const [normalized] = normalizeAxes("concat", axis, xs[0]!.shape.length);
  return xs.length === 1 ? xs[0]! : makeNode(concatOp, xs, { axis: normalized! });
}
