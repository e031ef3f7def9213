/** @file convTranspose: the transposed convolution, which spreads each element over a window. */
import type { Box, CellContext } from "../../../graph/box.ts";
import type { Type, Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef, Range } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { permutedCells, pickedCells, reshapedCells, slicedCells } from "../../../ops/_cells.ts";
import { requireFloat } from "../../../ops/_elementwise.ts";
import { productRange, sumOfRange, sumRange } from "../../../ops/_ranges.ts";
import { slice } from "../../../ops/slice.ts";
import { sum } from "../../../ops/sum.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf, stridesOf } from "../../../util/shape.ts";
import { type GroupWeights, groupedSums, hullOfBoxes, withBias, withZero } from "./_spatialCells.ts";
import { overlap, type Window, windowElements } from "./_window.ts";
import { biasAxes, type ConvAttrs, conv, convWeightGradient, windowAttributes } from "./conv.ts";

export interface ConvTransposeAttrs extends ConvAttrs {
  /** Rows added at the end of each spatial axis, which no window need reach. */
  readonly outputPadding: readonly number[];
}

const windowOf = (w: Type, { strides, dilations, pads }: ConvAttrs): Window => ({
  kernel: w.shape.slice(2),
  strides,
  dilations,
  pads,
});

/** x [N, group·c, S…], w [group·c, m, k…], b [group·m] → [N, group·m, S′…] */
function inferConvTranspose([x, w, b]: readonly Type[], attrs: ConvTransposeAttrs): Type {
  requireFloat("convTranspose", x!);
  const { strides, dilations, pads, group, outputPadding } = attrs;
  const rank = x!.shape.length - 2;
  const filters = w!.shape[1]! * group;
  const fits =
    rank > 0 &&
    w!.shape.length === rank + 2 &&
    x!.shape[1] === w!.shape[0] &&
    w!.shape[0]! % group === 0 &&
    x!.dtype === w!.dtype &&
    (!b || (b.shape.length === 1 && b.shape[0] === filters));
  const spatial = w!.shape.slice(2).map((k, axis) => {
    const reached = strides[axis]! * (x!.shape[axis + 2]! - 1) + (k - 1) * dilations[axis]! + 1;
    return reached + outputPadding[axis]! - pads[axis]! - pads[axis + rank]!;
  });
  if (fits && spatial.every((d) => d > 0)) return { shape: [x!.shape[0]!, filters, ...spatial], dtype: x!.dtype };
  throw new ShapeError(
    `convTranspose: ${x!.dtype}${formatShape(x!.shape)} and weights ${w!.dtype}${formatShape(w!.shape)} do not fit`,
    { found: `${group} groups, an output of ${formatShape(spatial)}` },
  );
}

function convTransposeValues([x, w, b]: readonly Value[], attrs: ConvTransposeAttrs, out: Value): void {
  const [spatial, reached] = [x!.shape.slice(2), out.shape.slice(2)];
  const [inSize, outSize] = [sizeOf(spatial), sizeOf(reached)];
  const window = windowOf(w!, attrs);
  const elements = sizeOf(window.kernel);
  const table = windowElements(reached, spatial, window);
  const [channels, filters] = [w!.shape[0]! / attrs.group, w!.shape[1]!];
  const totals = new Float64Array(filters * outSize);
  for (let block = 0; block < x!.shape[0]! * attrs.group; block++) {
    const group = block % attrs.group;
    for (let f = 0; f < filters; f++) {
      totals.fill(b ? b.data[group * filters + f]! : 0, f * outSize, (f + 1) * outSize);
    }
    for (let c = 0; c < channels; c++) {
      const plane = (block * channels + c) * inSize;
      for (let f = 0; f < filters; f++) {
        for (let e = 0; e < elements; e++) {
          const weight = w!.data[((group * channels + c) * filters + f) * elements + e]!;
          for (let p = 0; p < inSize; p++) {
            const index = table[p * elements + e]!;
            if (index >= 0) totals[f * outSize + index]! += weight * x!.data[plane + p]!;
          }
        }
      }
    }
    out.data.set(totals, block * filters * outSize);
  }
}

/** dL/dx, without what the rows added at the end would make of it. */
function inputGradient(ct: Node, x: Node, w: Node, attrs: ConvTransposeAttrs): Node {
  const raw = conv(ct, w, null, attrs);
  return slice(
    raw,
    raw.shape.map(() => 0),
    x.shape,
  );
}

/** At most `overlap` windows of each channel fall on one element; where fewer do, the rest count as 0. */
function convTransposeRange([x, w, b]: readonly Range[], { inputs, attrs }: Node<ConvTransposeAttrs>): Range {
  const weights = inputs[1]!;
  const term = productRange(x!, w!);
  const most = (weights.shape[0]! / attrs.group) * overlap(windowOf(weights, attrs));
  const total = sumOfRange(range(Math.min(term.lo, 0), Math.max(term.hi, 0), term.nan), most);
  return b ? sumRange(total, b) : total;
}

/** Elements of the window that can fall on one position, for each remainder of positions by the strides. */
function meetingElements({ kernel, strides, dilations }: Window): readonly (readonly number[])[] {
  const classes = new Map<number, number[]>();
  const steps = stridesOf(kernel);
  for (let element = 0; element < sizeOf(kernel); element++) {
    const remainder = kernel.reduce((code, k, axis) => {
      const offset = (Math.floor(element / steps[axis]!) % k) * dilations[axis]!;
      return code * strides[axis]! + (offset % strides[axis]!);
    }, 0);
    classes.set(remainder, [...(classes.get(remainder) ?? []), element]);
  }
  return [...classes.values()];
}

/** Weights [channels, filters, elements] of one group as rows of one filter each, with some of the elements. */
function filtersOf(w: Box, value: Value | null, g: number, group: number, elements: readonly number[]): GroupWeights {
  const [channels, filters] = [w.shape[0]! / group, w.shape[1]!];
  const all = sizeOf(w.shape.slice(2));
  const part = slicedCells(reshapedCells(w, [w.shape[0]!, filters, all]), 0, g * channels, (g + 1) * channels);
  const picked = permutedCells(pickedCells(part, 2, elements), [1, 0, 2]);
  const box = reshapedCells(picked, [filters, channels * elements.length]);
  if (!value) return { box, known: null };
  const known = new Float64Array(filters * channels * elements.length);
  for (let f = 0, to = 0; f < filters; f++) {
    for (let c = 0; c < channels; c++) {
      for (const e of elements) known[to++] = value.data[((g * channels + c) * filters + f) * all + e]!;
    }
  }
  return { box, known };
}

/** At the border and between strides fewer windows meet, so that every product may be missing. */
function convTransposeCells([x, w, b]: readonly Box[], node: Node<ConvTransposeAttrs>, context: CellContext): Box {
  const { group } = node.attrs;
  const known = context.constant(1);
  const classes = meetingElements(windowOf(node.inputs[1]!, node.attrs)).map((elements) =>
    groupedSums(withZero(x!), group, (g) => filtersOf(w!, known, g, group, elements), node.shape, context),
  );
  return withBias(withZero(hullOfBoxes(classes)), b, context);
}

export const convTransposeOp: OpDef<ConvTransposeAttrs> = {
  name: "convTranspose",
  formula: "each x times a window of weights, summed where windows overlap, + b",
  infer: inferConvTranspose,
  reference: convTransposeValues,
  vjp: (ct, { inputs: [x, w, b], attrs }) => [
    inputGradient(ct, x!, w!, attrs),
    convWeightGradient(ct, x!, w!, attrs),
    ...(b ? [sum(ct, { axes: biasAxes(ct) })] : []),
  ],
  onnx: (b, inputs, { attrs, inputs: [, w] }) =>
    b.op("ConvTranspose", inputs, {
      ...windowAttributes(attrs, w!),
      output_padding: { ints: attrs.outputPadding },
    }),
  range: convTransposeRange,
  cells: convTransposeCells,
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: { strides: [2], dilations: [1], pads: [1, 0], group: 1, outputPadding: [1] },
      inputs: [{ shape: [2, 2, 4] }, { shape: [2, 3, 3] }, { shape: [3] }],
    },
    {
      attrs: { strides: [1, 2], dilations: [2, 1], pads: [0, 1, 1, 0], group: 2, outputPadding: [0, 0] },
      inputs: [{ shape: [1, 4, 3, 3] }, { shape: [4, 2, 2, 3] }],
    },
  ],
};

export const convTranspose = (x: Node, w: Node, b: Node | null, attrs: ConvTransposeAttrs): Node =>
  makeNode(convTransposeOp, b ? [x, w, b] : [x, w], attrs);
