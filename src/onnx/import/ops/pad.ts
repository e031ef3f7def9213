/** @file ONNX Pad: each mode as concatenations and gathers along one axis after the other. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { concat } from "../../../ops/concat.ts";
import { constant, constantLike } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { held } from "../limits.ts";
import { floatAttribute, intsAttribute, textAttribute } from "./_attributes.ts";

/** Elements added before and after each axis; negative ones are cut off. */
function padsOf(node: ImportContext, rank: number): readonly (readonly [number, number])[] {
  const pads = node.opset < 11 ? node.ints("pads") : node.requiredNumbers(1, "the number of elements to pad");
  const given = node.optional(3)
    ? node.requiredNumbers(3, "the axes to pad")
    : Array.from({ length: rank }, (_, i) => i);
  const axes = given.map((axis) => normalizeAxes("Pad", axis, rank)[0]!);
  if (pads.length !== 2 * axes.length) return node.unknown(`it has ${pads.length} pads for ${axes.length} axes`);
  return Array.from({ length: rank }, (_, axis) => {
    const i = axes.indexOf(axis);
    return i < 0 ? [0, 0] : [pads[i]!, pads[i + axes.length]!];
  });
}

/** The value with its negative pads carried out. */
function cropped(x: Node, pads: readonly (readonly [number, number])[]): Node {
  return slice(
    x,
    pads.map(([before]) => Math.max(0, -before)),
    pads.map(([, after], axis) => x.shape[axis]! - Math.max(0, -after)),
  );
}

/** For each position after padding an axis of n elements: which of them it repeats. */
const sources: Readonly<Record<string, (position: number, n: number) => number>> = {
  edge: (i, n) => Math.max(0, Math.min(n - 1, i)),
  wrap: (i, n) => ((i % n) + n) % n,
  reflect: (i, n) => {
    if (n === 1) return 0;
    const turn = 2 * (n - 1);
    const folded = ((i % turn) + turn) % turn;
    return folded < n ? folded : turn - folded;
  },
};

function paddedWith(value: Node, x: Node, pads: readonly (readonly [number, number])[]): Node {
  return pads.reduce((padded, [before, after], axis) => {
    const block = (size: number): Node[] =>
      size > 0
        ? [
            broadcastTo(
              value,
              padded.shape.map((d, i) => (i === axis ? size : d)),
            ),
          ]
        : [];
    return concat([...block(before), padded, ...block(after)], axis);
  }, x);
}

function paddedFrom(
  source: (position: number, n: number) => number,
  x: Node,
  pads: readonly (readonly [number, number])[],
): Node {
  return pads.reduce((padded, [before, after], axis) => {
    const [first, last] = [Math.max(0, before), Math.max(0, after)];
    if (first + last === 0) return padded;
    const n = padded.shape[axis]!;
    const indices = Array.from({ length: held(first + n + last, "the padded axis") }, (_, i) => source(i - first, n));
    return gather(padded, constant(toValue("int32", [indices.length], indices)), axis);
  }, x);
}

function padded(node: ImportContext): Node {
  const x = node.input(0);
  const pads = padsOf(node, x.shape.length);
  const mode = node.text("mode", "constant");
  const inner = cropped(x, pads);
  if (mode !== "constant") {
    const source = sources[mode];
    return source ? paddedFrom(source, inner, pads) : node.unknown(`its mode is "${mode}"`);
  }
  const given = node.opset < 11 ? null : node.optional(2);
  const value = given ? reshape(given, []) : constantLike(x, node.opset < 11 ? node.float("value", 0) : 0);
  return paddedWith(value, inner, pads);
}

const amounts = (values: readonly number[]) =>
  ({ shape: [values.length], dtype: "int64", values, constant: true }) as const;

export const padImporter: Importer = {
  opType: "Pad",
  import: padded,
  samples: [
    {
      opset: 7,
      attributes: [intsAttribute("pads", [0, 1, 2, 0]), floatAttribute("value", 1.5)],
      inputs: [{ shape: [2, 3] }],
    },
    { opset: 13, inputs: [{ shape: [2, 3] }, amounts([0, 1, 2, -1]), { shape: [] }] },
    { opset: 13, attributes: [textAttribute("mode", "reflect")], inputs: [{ shape: [2, 4] }, amounts([0, 3, 1, 2])] },
    { opset: 13, attributes: [textAttribute("mode", "edge")], inputs: [{ shape: [2, 3] }, amounts([1, 2, 0, 0])] },
    { opset: 19, attributes: [textAttribute("mode", "wrap")], inputs: [{ shape: [2, 3] }, amounts([1, 2, 0, 1])] },
    { opset: 18, inputs: [{ shape: [2, 3, 2] }, amounts([1, 2]), null, amounts([-2])] },
  ],
};
