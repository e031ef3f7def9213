/** @file ONNX Resize: gathers for the nearest element, products with weights for linear and cubic. */
import { isFloat, toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { constant, constantLike } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { matmul } from "../../../ops/matmul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { transpose } from "../../../ops/transpose.ts";
import { where } from "../../../ops/where.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { held } from "../limits.ts";
import { floatAttribute, intAttribute, textAttribute } from "./_attributes.ts";
import { type Resampling, type ResizedAxis, resamplingRows } from "./_resample.ts";

/** Axes of the result that differ from the input's. */
export type Resizing = ReadonlyMap<number, ResizedAxis>;

export function resized(node: ImportContext, x: Node, axes: Resizing, how: Resampling, outside: number): Node {
  return [...axes].reduce((result, [axis, along]) => {
    const rows = resamplingRows(along, how);
    if (!rows) return node.unknown(`its coordinate_transformation_mode is "${how.coordinates}"`);
    const inner = how.mode === "nearest" ? pickedRows(result, axis, rows) : weightedRows(node, result, axis, rows);
    if (rows.every((row) => row !== null)) return inner;
    const mask = inner.shape.map((_, i) => (i === axis ? rows.length : 1));
    const missing = constant(
      toValue(
        "bool",
        mask,
        rows.map((row) => (row === null ? 1 : 0)),
      ),
    );
    return where(missing, constantLike(inner, outside), inner);
  }, x);
}

type Rows = readonly (ReadonlyMap<number, number> | null)[];

function pickedRows(x: Node, axis: number, rows: Rows): Node {
  const indices = rows.map((row) => (row ? [...row.keys()][0]! : 0));
  return gather(x, constant(toValue("int32", [indices.length], indices)), axis);
}

function weightedRows(node: ImportContext, x: Node, axis: number, rows: Rows): Node {
  if (!isFloat(x.dtype)) return node.unknown(`it interpolates ${x.dtype}`);
  const [from, rank] = [x.shape[axis]!, x.shape.length];
  const weights = new Float64Array(held(from * rows.length, "the table of its weights"));
  rows.forEach((row, to) => {
    for (const [index, weight] of row ?? []) weights[index * rows.length + to] = weight;
  });
  const matrix = constant(toValue(x.dtype, [from, rows.length], weights));
  const order = x.shape.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
  const last = transpose(x, order);
  if (rank === 1) return reshape(matmul(reshape(last, [1, from]), matrix), [rows.length]);
  return transpose(matmul(last, matrix), order);
}

/** Scales and sizes of every axis that is given one. */
function resizing(node: ImportContext, x: Node): Resizing {
  const rank = x.shape.length;
  const axes = normalizeList(node, rank);
  const [scalesAt, sizesAt] = node.opset < 11 ? [1, -1] : [2, 3];
  const sizes = sizesAt > 0 && node.optional(sizesAt) ? node.requiredNumbers(sizesAt, "its size") : [];
  const scales = sizes.length > 0 ? [] : node.requiredNumbers(scalesAt, "its size");
  const crops = node.text("coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize";
  const roi = crops ? node.requiredNumbers(1, "the part it crops") : [];
  const wanted = axes.map((axis, i) => {
    const from = x.shape[axis]!;
    return sizes.length > 0
      ? { to: sizes[i]!, scale: sizes[i]! / from }
      : { to: Math.floor(from * scales[i]!), scale: scales[i]! };
  });
  const kept = sizes.length > 0 ? sameAspect(node, wanted, axes, x) : wanted;
  const entries = axes.map((axis, i): [number, ResizedAxis] => [
    axis,
    { from: x.shape[axis]!, ...kept[i]!, roi: [roi[i] ?? 0, roi[i + axes.length] ?? 1] },
  ]);
  return new Map(
    entries.filter(
      ([
        ,
        {
          from,
          to,
          scale,
          roi: [a, b],
        },
      ]) => !(from === to && scale === 1 && a === 0 && b === 1),
    ),
  );
}

const normalizeList = (node: ImportContext, rank: number): number[] =>
  node.has("axes")
    ? node.ints("axes").map((axis) => normalizeAxes("Resize", axis, rank)[0]!)
    : Array.from({ length: rank }, (_, i) => i);

/** With a policy all axes take one scale. */
function sameAspect(
  node: ImportContext,
  wanted: readonly { to: number; scale: number }[],
  axes: readonly number[],
  x: Node,
): readonly { to: number; scale: number }[] {
  const policy = node.text("keep_aspect_ratio_policy", "stretch");
  if (policy === "stretch") return wanted;
  const scales = wanted.map(({ scale }) => scale);
  const scale = policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
  return axes.map((axis) => ({ to: Math.floor(scale * x.shape[axis]! + 0.5), scale }));
}

export const modeOf = (node: ImportContext): Resampling["mode"] => {
  const mode = node.text("mode", "nearest");
  if (mode === "nearest" || mode === "linear" || mode === "cubic") return mode;
  return mode === "bilinear" ? "linear" : node.unknown(`its mode is "${mode}"`);
};

function samplingOf(node: ImportContext): Resampling {
  // opset 10 knows no coordinate modes: it rounds down from x / scale
  const old = node.opset < 11;
  return {
    mode: modeOf(node),
    coordinates: node.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"),
    rounding: node.text("nearest_mode", old ? "floor" : "round_prefer_floor"),
    antialias: node.int("antialias", 0) === 1,
    excludeOutside: node.int("exclude_outside", 0) === 1,
    cubicA: node.float("cubic_coeff_a", -0.75),
  };
}

const numbers = (values: readonly number[], dtype: "float32" | "int64" = "float32") =>
  ({ shape: [values.length], dtype, values, constant: true }) as const;

export const resizeImporter: Importer = {
  opType: "Resize",
  import: (node) => {
    const x = node.input(0);
    return resized(node, x, resizing(node, x), samplingOf(node), node.float("extrapolation_value", 0));
  },
  samples: [
    { opset: 10, inputs: [{ shape: [1, 1, 2, 3] }, numbers([1, 1, 2, 3])] },
    { opset: 11, inputs: [{ shape: [1, 2, 3, 4] }, numbers([]), numbers([1, 1, 2, 0.5])] },
    {
      opset: 13,
      attributes: [textAttribute("mode", "linear")],
      inputs: [{ shape: [1, 2, 3, 4] }, null, null, numbers([1, 2, 5, 3], "int64")],
    },
    {
      opset: 13,
      attributes: [textAttribute("mode", "linear"), textAttribute("coordinate_transformation_mode", "align_corners")],
      inputs: [{ shape: [1, 1, 3, 4] }, null, numbers([1, 1, 2, 2])],
    },
    {
      opset: 19,
      attributes: [
        textAttribute("mode", "cubic"),
        intAttribute("exclude_outside", 1),
        floatAttribute("cubic_coeff_a", -0.5),
      ],
      inputs: [{ shape: [1, 1, 4, 4] }, null, numbers([1, 1, 1.5, 2])],
    },
    {
      opset: 13,
      attributes: [
        textAttribute("nearest_mode", "ceil"),
        textAttribute("coordinate_transformation_mode", "asymmetric"),
      ],
      inputs: [{ shape: [1, 1, 3, 4] }, null, numbers([1, 1, 1.5, 2])],
    },
  ],
};
