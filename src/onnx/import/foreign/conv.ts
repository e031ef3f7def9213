/** @file conv: convolution over any number of spatial axes, in groups of channels. */
import type { Box, CellContext } from "../../../graph/box.ts";
import type { Type, Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OnnxAttributes, OpDef, Range } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { requireFloat } from "../../../ops/_elementwise.ts";
import { productRange, sumOfRange, sumRange } from "../../../ops/_ranges.ts";
import { type ConstantAttrs, constantOp } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { sum } from "../../../ops/sum.ts";
import { transpose } from "../../../ops/transpose.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf } from "../../../util/shape.ts";
import { groupedSums, rowsOf, withBias, withZero } from "./_spatialCells.ts";
import { seesPadding, type Window, windowCounts, windowElements } from "./_window.ts";
import { convTranspose } from "./convTranspose.ts";

export interface ConvAttrs {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin of every spatial axis, then end of every spatial axis. */
  readonly pads: readonly number[];
  readonly group: number;
}

const windowOf = (w: Type, { strides, dilations, pads }: ConvAttrs): Window => ({
  kernel: w.shape.slice(2),
  strides,
  dilations,
  pads,
});

/** x [N, group·c, S…], w [m, c, k…], b [m] → [N, m, S′…] */
function inferConv([x, w, b]: readonly Type[], attrs: ConvAttrs): Type {
  requireFloat("conv", x!);
  const [channels, filters] = [x!.shape[1], w!.shape[0]!];
  const fits =
    x!.shape.length === w!.shape.length &&
    x!.shape.length > 2 &&
    channels === w!.shape[1]! * attrs.group &&
    filters % attrs.group === 0 &&
    x!.dtype === w!.dtype &&
    (!b || (b.shape.length === 1 && b.shape[0] === filters));
  if (!fits) {
    throw new ShapeError(
      `conv: ${x!.dtype}${formatShape(x!.shape)} and weights ${w!.dtype}${formatShape(w!.shape)} do not fit`,
      { found: `${channels} channels in ${attrs.group} groups, ${w!.shape[1]} channels a filter` },
    );
  }
  const counts = windowCounts("conv", x!.shape.slice(2), windowOf(w!, attrs));
  return { shape: [x!.shape[0]!, filters, ...counts], dtype: x!.dtype };
}

function convValues([x, w, b]: readonly Value[], attrs: ConvAttrs, out: Value): void {
  const [spatial, counts] = [x!.shape.slice(2), out.shape.slice(2)];
  const [inSize, outSize] = [sizeOf(spatial), sizeOf(counts)];
  const window = windowOf(w!, attrs);
  const elements = sizeOf(window.kernel);
  const table = windowElements(spatial, counts, window);
  const [filters, channels] = [w!.shape[0]! / attrs.group, w!.shape[1]!];
  const seen = new Float64Array(outSize);
  const totals = new Float64Array(filters * outSize);
  for (let block = 0; block < x!.shape[0]! * attrs.group; block++) {
    const group = block % attrs.group;
    for (let f = 0; f < filters; f++) {
      totals.fill(b ? b.data[group * filters + f]! : 0, f * outSize, (f + 1) * outSize);
    }
    for (let c = 0; c < channels; c++) {
      const plane = (block * channels + c) * inSize;
      for (let e = 0; e < elements; e++) {
        for (let p = 0; p < outSize; p++) {
          const index = table[p * elements + e]!;
          seen[p] = index < 0 ? 0 : x!.data[plane + index]!;
        }
        for (let f = 0; f < filters; f++) {
          const weight = w!.data[((group * filters + f) * channels + c) * elements + e]!;
          const row = f * outSize;
          for (let p = 0; p < outSize; p++) totals[row + p]! += weight * seen[p]!;
        }
      }
    }
    out.data.set(totals, block * filters * outSize);
  }
}

/** dL/dw: the convolution of x with the cotangent, batches in the place of channels. */
export function convWeightGradient(x: Node, ct: Node, w: Node, attrs: ConvAttrs): Node {
  const { group } = attrs;
  const [batch, channels, filters] = [x.shape[0]!, w.shape[1]!, w.shape[0]!];
  const spatial = x.shape.slice(2);
  const axes = spatial.map((_, i) => i);
  const split = reshape(x, [batch, group, channels, ...spatial]);
  // [c, group·N, S…] convolved with [m, N, S′…] → [c, m, k…]
  const moved = transpose(split, [2, 1, 0, ...axes.map((i) => i + 3)]);
  const images = reshape(moved, [channels, group * batch, ...spatial]);
  const kernels = transpose(ct, [1, 0, ...axes.map((i) => i + 2)]);
  const raw = conv(images, kernels, null, { ...attrs, strides: attrs.dilations, dilations: attrs.strides });
  const kernel = w.shape.slice(2);
  const cropped = slice(raw, [0, 0, ...kernel.map(() => 0)], [channels, filters, ...kernel]);
  return transpose(cropped, [1, 0, ...axes.map((i) => i + 2)]);
}

/** dL/dx: what the transposed convolution makes of the cotangent, grown to the size of x. */
function convInputGradient(ct: Node, x: Node, w: Node, attrs: ConvAttrs): Node {
  const rank = x.shape.length - 2;
  const outputPadding = w.shape.slice(2).map((k, axis) => {
    const reached = attrs.strides[axis]! * (ct.shape[axis + 2]! - 1) + (k - 1) * attrs.dilations[axis]! + 1;
    return x.shape[axis + 2]! - (reached - attrs.pads[axis]! - attrs.pads[axis + rank]!);
  });
  return convTranspose(ct, w, null, { ...attrs, outputPadding });
}

/** Axes over which a bias was repeated: all but the channels. */
export const biasAxes = (y: Type): number[] => y.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** x times known weights: positive weights take one end, negative ones the other; one range for each row of weights. */
function weightedRange(x: Range, weights: ArrayLike<number>, rows: number, bias: readonly Range[]): Range {
  const size = weights.length / rows;
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const cancels = x.lo === Number.NEGATIVE_INFINITY || x.hi === Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    let [positive, negative] = [0, 0];
    for (let i = row * size; i < (row + 1) * size; i++) {
      if (weights[i]! > 0) positive += weights[i]!;
      else negative += weights[i]!;
    }
    const b = bias[row] ?? bias[0] ?? range(0, 0);
    lo = Math.min(lo, (positive && positive * x.lo) + (negative && negative * x.hi) + b.lo);
    hi = Math.max(hi, (positive && positive * x.hi) + (negative && negative * x.lo) + b.hi);
  }
  const nan = x.nan || cancels || bias.some((b) => b.nan);
  return range(Number.isNaN(lo) ? Number.NEGATIVE_INFINITY : lo, Number.isNaN(hi) ? Number.POSITIVE_INFINITY : hi, nan);
}

const constantData = (node: Node | undefined): ArrayLike<number> | null =>
  node?.op === (constantOp as OpDef) ? (node.attrs as ConstantAttrs).data : null;

function convRange([x, w, b]: readonly Range[], node: Node<ConvAttrs>): Range {
  const [input, weights, bias] = node.inputs as [Node, Node, Node | undefined];
  const padded = seesPadding(input.shape.slice(2), node.shape.slice(2), windowOf(weights, node.attrs));
  const seen = padded ? range(Math.min(x!.lo, 0), Math.max(x!.hi, 0), x!.nan) : x!;
  const known = constantData(weights);
  if (known) {
    const data = constantData(bias);
    const shifts = data ? Array.from(data, (v) => range(v, v)) : b ? [b] : [];
    return weightedRange(seen, known, weights.shape[0]!, shifts);
  }
  const total = sumOfRange(productRange(seen, w!), sizeOf(weights.shape.slice(1)));
  return b ? sumRange(total, b) : total;
}

function convCells([x, w, b]: readonly Box[], node: Node<ConvAttrs>, context: CellContext): Box {
  const [input, weights] = node.inputs as [Node, Node];
  const padded = seesPadding(input.shape.slice(2), node.shape.slice(2), windowOf(weights, node.attrs));
  const { group } = node.attrs;
  const known = context.constant(1);
  const seen = padded ? withZero(x!) : x!;
  const sums = groupedSums(seen, group, (g) => rowsOf(w!, known, g, group), node.shape, context);
  return withBias(sums, b, context);
}

export const windowAttributes = ({ strides, dilations, pads, group }: ConvAttrs, w: Type): OnnxAttributes => ({
  kernel_shape: { ints: w.shape.slice(2) },
  strides: { ints: strides },
  dilations: { ints: dilations },
  pads: { ints: pads },
  group: { int: group },
});

export const convOp: OpDef<ConvAttrs> = {
  name: "conv",
  formula: "Σ w x over a window and the channels of a group, + b",
  infer: inferConv,
  reference: convValues,
  vjp: (ct, { inputs: [x, w, b], attrs }) => [
    convInputGradient(ct, x!, w!, attrs),
    convWeightGradient(x!, ct, w!, attrs),
    ...(b ? [sum(ct, { axes: biasAxes(ct) })] : []),
  ],
  onnx: (b, inputs, { attrs, inputs: [, w] }) => b.op("Conv", inputs, windowAttributes(attrs, w!)),
  range: convRange,
  cells: convCells,
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: { strides: [1], dilations: [1], pads: [1, 1], group: 1 },
      inputs: [{ shape: [2, 2, 5] }, { shape: [3, 2, 3] }, { shape: [3] }],
    },
    {
      attrs: { strides: [2, 1], dilations: [1, 2], pads: [0, 1, 1, 0], group: 2 },
      inputs: [{ shape: [1, 4, 6, 5] }, { shape: [2, 2, 3, 2] }],
    },
    {
      attrs: { strides: [2, 1, 1], dilations: [1, 1, 1], pads: [0, 0, 0, 0, 0, 0], group: 1 },
      inputs: [{ shape: [1, 2, 4, 2, 3] }, { shape: [2, 2, 2, 1, 2] }, { shape: [2] }],
    },
  ],
};

export const conv = (x: Node, w: Node, b: Node | null, attrs: ConvAttrs): Node =>
  makeNode(convOp, b ? [x, w, b] : [x, w], attrs);
