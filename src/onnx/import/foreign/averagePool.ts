/** @file averagePool: the mean of each window. */
import type { Type, Value } from "../../../graph/dtype.ts";
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { constant } from "../../../ops/constant.ts";
import { mul } from "../../../ops/mul.ts";
import { slice } from "../../../ops/slice.ts";
import { sizeOf, stridesOf } from "../../../util/shape.ts";
import { type PoolAttrs, poolAttributes, pooledType } from "./_pool.ts";
import { meansOf, withoutPositions, withZero } from "./_spatialCells.ts";
import { extent, seesPadding, windowElements } from "./_window.ts";
import { convTranspose } from "./convTranspose.ts";

export interface AveragePoolAttrs extends PoolAttrs {
  /** Whether the padding counts as zeros, or not at all. */
  readonly countPadding: boolean;
}

/** How many elements each window's sum is divided by. */
function divisors(x: Type, counts: readonly number[], attrs: AveragePoolAttrs): Float64Array {
  const spatial = x.shape.slice(2);
  const table = windowElements(spatial, counts, attrs);
  const elements = sizeOf(attrs.kernel);
  const steps = stridesOf(counts);
  return Float64Array.from({ length: sizeOf(counts) }, (_, position) => {
    if (!attrs.countPadding) {
      return table.subarray(position * elements, (position + 1) * elements).filter((index) => index >= 0).length;
    }
    // what lies beyond the padding itself does not count
    return spatial.reduce((product, size, axis) => {
      const start = (Math.floor(position / steps[axis]!) % counts[axis]!) * attrs.strides[axis]! - attrs.pads[axis]!;
      const room = size + attrs.pads[axis + spatial.length]! - start;
      return product * Math.min(attrs.kernel[axis]!, Math.ceil(room / attrs.dilations[axis]!));
    }, 1);
  });
}

function averageValues([x]: readonly Value[], attrs: AveragePoolAttrs, out: Value): void {
  const [spatial, counts] = [x!.shape.slice(2), out.shape.slice(2)];
  const [inSize, outSize, elements] = [sizeOf(spatial), sizeOf(counts), sizeOf(attrs.kernel)];
  const table = windowElements(spatial, counts, attrs);
  const by = divisors(x!, counts, attrs);
  for (let i = 0; i < out.data.length; i++) {
    const plane = Math.floor(i / outSize) * inSize;
    const row = (i % outSize) * elements;
    let total = 0;
    for (let e = 0; e < elements; e++) {
      const index = table[row + e]!;
      if (index >= 0) total += x!.data[plane + index]!;
    }
    out.data[i] = total / by[i % outSize]!;
  }
}

/** Each window's share of the cotangent, spread over the window: a convolution with ones, transposed. */
function inputGradient(ct: Node, x: Node, attrs: AveragePoolAttrs): Node {
  const channels = x.shape[1]!;
  const spatial = x.shape.slice(2);
  const counts = ct.shape.slice(2);
  const shares = divisors(x, counts, attrs).map((n) => 1 / n);
  const ones = broadcastTo(scalarLike(ct, 1), [channels, 1, ...attrs.kernel]);
  const reached = counts.map((n, axis) => (n - 1) * attrs.strides[axis]! + extent(attrs, axis) - attrs.pads[axis]!);
  const spread = convTranspose(mul(ct, constant(toValue(ct.dtype, counts, shares))), ones, null, {
    strides: attrs.strides,
    dilations: attrs.dilations,
    pads: attrs.pads.map((p, i) => (i < spatial.length ? p : 0)),
    group: channels,
    outputPadding: spatial.map((size, axis) => Math.max(0, size - reached[axis]!)),
  });
  return slice(
    spread,
    spread.shape.map(() => 0),
    x.shape,
  );
}

export const averagePoolOp: OpDef<AveragePoolAttrs> = {
  name: "averagePool",
  formula: "mean of x over a window",
  infer: pooledType("averagePool"),
  reference: averageValues,
  vjp: (ct, { inputs: [x], attrs }) => [inputGradient(ct, x!, attrs)],
  onnx: (b, inputs, { attrs }) =>
    b.op("AveragePool", inputs, {
      ...poolAttributes(attrs),
      count_include_pad: { int: attrs.countPadding ? 1 : 0 },
    }),
  range: ([x], { inputs, shape, attrs }) => {
    const zeros = attrs.countPadding && seesPadding(inputs[0]!.shape.slice(2), shape.slice(2), attrs);
    const cancels = x!.lo === Number.NEGATIVE_INFINITY && x!.hi === Number.POSITIVE_INFINITY;
    const nan = x!.nan || cancels;
    return zeros ? range(Math.min(x!.lo, 0), Math.max(x!.hi, 0), nan) : range(x!.lo, x!.hi, nan);
  },
  cells: ([x], { inputs, shape, attrs }, context) => {
    const zeros = attrs.countPadding && seesPadding(inputs[0]!.shape.slice(2), shape.slice(2), attrs);
    const planes = withoutPositions(zeros ? withZero(x!) : x!);
    return { ...meansOf(planes, sizeOf(attrs.kernel), context), shape };
  },
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: {
        kernel: [2, 3],
        strides: [2, 1],
        dilations: [1, 1],
        pads: [0, 1, 1, 0],
        ceil: false,
        countPadding: true,
      },
      inputs: [{ shape: [2, 2, 4, 5] }],
    },
    {
      attrs: { kernel: [3], strides: [2], dilations: [1], pads: [1, 0], ceil: true, countPadding: false },
      inputs: [{ shape: [1, 2, 6] }],
    },
    {
      attrs: { kernel: [3], strides: [2], dilations: [1], pads: [1, 1], ceil: true, countPadding: true },
      inputs: [{ shape: [1, 2, 6] }],
    },
  ],
};

export const averagePool = (x: Node, attrs: AveragePoolAttrs): Node => makeNode(averagePoolOp, [x], attrs);
