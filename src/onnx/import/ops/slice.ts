/** @file ONNX Slice: its box as attributes before opset 10, as inputs with steps since. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { slice } from "../../../ops/slice.ts";
import { DataError } from "../../../util/errors.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer, ImportSampleInput } from "../_importer.ts";
import { held } from "../limits.ts";
import { intsAttribute } from "./_attributes.ts";

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function cutsOf(node: ImportContext, shape: readonly number[]): readonly Cut[] {
  const old = node.opset < 10;
  const starts = old ? node.ints("starts") : node.requiredNumbers(1, "where it starts");
  const ends = old ? node.ints("ends") : node.requiredNumbers(2, "where it ends");
  const every = starts.map((_, i) => i);
  const axes = old ? node.ints("axes", every) : node.optional(3) ? node.requiredNumbers(3, "its axes") : every;
  const steps = !old && node.optional(4) ? node.requiredNumbers(4, "its steps") : starts.map(() => 1);
  if ([ends, axes, steps].some((list) => list.length !== starts.length)) {
    throw new DataError("Slice: starts, ends, axes and steps differ in length");
  }
  return starts.map((start, i) => {
    const [axis] = normalizeAxes("Slice", axes[i]!, shape.length);
    return cutOf(axis!, start, ends[i]!, steps[i]!, shape[axis!]!);
  });
}

/** Negative places count from the end; places outside are moved to the nearest one inside. */
function cutOf(axis: number, start: number, end: number, step: number, size: number): Cut {
  if (step === 0) throw new DataError("Slice: a step is 0");
  const place = (index: number, least: number, most: number): number =>
    Math.min(Math.max(index < 0 ? index + size : index, least), most);
  return step > 0
    ? { axis, step, start: place(start, 0, size), end: place(end, 0, size) }
    : { axis, step, start: place(start, 0, size - 1), end: place(end, -1, size - 1) };
}

const indicesOf = ({ start, end, step }: Cut): number[] =>
  Array.from({ length: held(Math.max(0, Math.ceil((end - start) / step)), "the slice") }, (_, i) => start + i * step);

function sliced(node: ImportContext): Node {
  const x = node.input(0);
  const cuts = cutsOf(node, x.shape);
  const starts = x.shape.map(() => 0);
  const ends = [...x.shape];
  for (const { axis, start, end } of cuts.filter(({ step }) => step === 1)) {
    starts[axis] = start;
    ends[axis] = Math.max(start, end);
  }
  return cuts
    .filter(({ step }) => step !== 1)
    .reduce(
      (part, cut) => {
        const indices = indicesOf(cut);
        return gather(part, constant(toValue("int64", [indices.length], indices)), cut.axis);
      },
      slice(x, starts, ends),
    );
}

const list = (...values: number[]): ImportSampleInput => ({
  shape: [values.length],
  dtype: "int64",
  values,
  constant: true,
});

export const sliceImporter: Importer = {
  opType: "Slice",
  import: sliced,
  samples: [
    {
      opset: 9,
      attributes: [intsAttribute("axes", [1]), intsAttribute("starts", [1]), intsAttribute("ends", [-1])],
      inputs: [{ shape: [2, 5] }],
    },
    { opset: 10, inputs: [{ shape: [3, 5] }, list(1, -3), list(1000, -1)] },
    { opset: 13, inputs: [{ shape: [3, 7] }, list(0, 0), list(3, 7), list(0, -1), list(2, 3)] },
    { opset: 13, inputs: [{ shape: [6] }, list(-1), list(-1000), list(0), list(-2)] },
    { opset: 13, inputs: [{ shape: [6] }, list(4), list(2)] },
  ],
};
