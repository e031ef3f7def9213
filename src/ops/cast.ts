/** @file cast: the same values in another dtype; floats become whole numbers by dropping their fraction. */
import type { DType } from "../graph/dtype.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement } from "./_elementwise.ts";
import { contains } from "./_ranges.ts";

export interface CastAttrs {
  readonly dtype: DType;
}

const integerLimits = {
  int64: [-(2 ** 63), 2 ** 63],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
} as const;

function castRange(x: Range, dtype: DType): Range {
  if (isFloat(dtype)) return x;
  if (dtype === "bool") return range(contains(x, 0) ? 0 : 1, x.lo === 0 && x.hi === 0 && !x.nan ? 0 : 1);
  const [least, most] = integerLimits[dtype];
  const fits = !x.nan && Math.trunc(x.lo) >= least && Math.trunc(x.hi) <= most;
  return fits ? range(Math.trunc(x.lo), Math.trunc(x.hi)) : range(least, most);
}

export const castOp: OpDef<CastAttrs> = {
  name: "cast",
  formula: "x as another dtype",
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  reference: ([x], { dtype }, out) => {
    const convert =
      dtype === "bool" ? (v: number) => (v === 0 ? 0 : 1) : isFloat(dtype) ? (v: number) => v : Math.trunc;
    eachElement(convert)([x!], null, out);
  },
  // whole numbers have no cotangent
  vjp: (ct, { attrs, inputs: [x] }) => [isFloat(attrs.dtype) && isFloat(x!.dtype) ? cast(ct, x!.dtype) : null],
  onnx: (b, inputs, { attrs }) => b.op("Cast", inputs, { to: { onnxType: attrs.dtype } }),
  range: ([x], { attrs }) => castRange(x!, attrs.dtype),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { dtype: "float32" }, inputs: [{ shape: [4], dtype: "uint8", domain: [0, 255], edges: [0, 255] }] },
    { attrs: { dtype: "float32" }, inputs: [{ shape: [4], dtype: "bool", domain: [0, 1] }] },
    { attrs: { dtype: "int32" }, inputs: [{ shape: [4], edges: [-1.75, 1.75, 0] }] },
    { attrs: { dtype: "bool" }, inputs: [{ shape: [4], edges: [0, 0.5, -3] }] },
    { attrs: { dtype: "float64" }, inputs: [{ shape: [4] }] },
  ],
};

export const cast = (x: Node, dtype: DType): Node => (x.dtype === dtype ? x : makeNode(castOp, [x], { dtype }));
