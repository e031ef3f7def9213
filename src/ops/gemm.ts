/** @file gemm: α A′B′ + β C for matrices, with A′ = A or Aᵀ; what lowering fuses matmul, scaling and bias into. */

import { type Box, type CellContext, cellRange, emptyBox, hullOf, uniformBox } from "../graph/box.ts";
import type { Type, Value } from "../graph/dtype.ts";
import { commonCuts, regrid } from "../graph/grid.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import type { Shape } from "../util/shape.ts";
import { formatShape, sameShape, tryBroadcast } from "../util/shape.ts";
import { permutedCells } from "./_cells.ts";
import { productCells, productError, timesMatrix } from "./_cellsProduct.ts";
import { forEachIndex, requireFloat, scalarLike, unbroadcast } from "./_elementwise.ts";
import { productRange, sumOfRange, sumRange } from "./_ranges.ts";
import { mul } from "./mul.ts";

export interface GemmAttrs {
  readonly alpha: number;
  readonly beta: number;
  readonly transA: boolean;
  readonly transB: boolean;
}

/** Rows, inner size and columns of A′B′. */
function sizes([a, b]: readonly Type[], { transA, transB }: GemmAttrs): [number, number, number, number] {
  const [m, k] = transA ? [a!.shape[1]!, a!.shape[0]!] : [a!.shape[0]!, a!.shape[1]!];
  const [inner, n] = transB ? [b!.shape[1]!, b!.shape[0]!] : [b!.shape[0]!, b!.shape[1]!];
  return [m, k, inner, n];
}

function inferGemm(inputs: readonly Type[], attrs: GemmAttrs): Type {
  for (const input of inputs) requireFloat("gemm", input);
  const [a, b, c] = inputs as [Type, Type, Type?];
  const text = `${formatShape(a.shape)}${attrs.transA ? "ᵀ" : ""} · ${formatShape(b.shape)}${attrs.transB ? "ᵀ" : ""}`;
  if (a.shape.length !== 2 || b.shape.length !== 2) throw new ShapeError(`gemm: ${text} needs two matrices`);
  const [m, k, inner, n] = sizes(inputs, attrs);
  if (k !== inner) throw new ShapeError(`gemm: ${text} do not fit`, { found: `inner sizes ${k} and ${inner}` });
  if (inputs.some((input) => input.dtype !== a.dtype)) {
    throw new ShapeError(`gemm: ${inputs.map((input) => input.dtype).join(", ")} differ in dtype`);
  }
  const shape = [m, n];
  if (c && !sameShape(tryBroadcast(c.shape, shape) ?? [], shape)) {
    throw new ShapeError(`gemm: ${formatShape(c.shape)} does not broadcast to the product's ${formatShape(shape)}`);
  }
  return { shape, dtype: a.dtype };
}

function gemmValues(inputs: readonly Value[], attrs: GemmAttrs, out: Value): void {
  const [a, b, c] = inputs as [Value, Value, Value?];
  const [m, k, , n] = sizes(inputs, attrs);
  const [aRow, aColumn] = attrs.transA ? [1, m] : [k, 1];
  const [bRow, bColumn] = attrs.transB ? [1, k] : [n, 1];
  const product = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const factor = a.data[i * aRow + l * aColumn]!;
      for (let j = 0; j < n; j++) product[i * n + j]! += factor * b.data[l * bRow + j * bColumn]!;
    }
  }
  forEachIndex(out.shape, c ? [c] : [], (i, [p]) => {
    out.data[i] = attrs.alpha * product[i]! + (c ? attrs.beta * c.data[p!]! : 0);
  });
}

function gemmVjp(ct: Node, { inputs, attrs }: Node<GemmAttrs>): readonly Node[] {
  const [a, b, c] = inputs as [Node, Node, Node?];
  const { alpha, beta, transA, transB } = attrs;
  const product = (left: Node, right: Node, leftT: boolean, rightT: boolean): Node =>
    gemm(left, right, undefined, { alpha, transA: leftT, transB: rightT });
  // d(A′B′) = dA′ B′ + A′ dB′, each transposed back where its operand is
  const dA = transA ? product(b, ct, transB, true) : product(ct, b, false, !transB);
  const dB = transB ? product(ct, a, true, transA) : product(a, ct, !transA, false);
  return c ? [dA, dB, unbroadcast(beta === 1 ? ct : mul(ct, scalarLike(ct, beta)), c)] : [dA, dB];
}

function gemmCells([a, b, c]: readonly Box[], node: Node<GemmAttrs>, context: CellContext): Box {
  const { alpha, beta, transA, transB } = node.attrs;
  const [m, k, , n] = sizes(node.inputs, node.attrs);
  const left = transA ? permutedCells(a!, [1, 0]) : a!;
  const weights = context.constant(1);
  const [row, column] = transB ? [1, k] : [n, 1];
  const product = weights
    ? timesMatrix(left, { data: weights.data, k, n, row, column }, context)
    : productCells(left, transB ? permutedCells(b!, [1, 0]) : b!, [m, n], null, context);
  const out = combined(product, c ?? uniformBox([], range(0, 0)), node.shape, (p, q) =>
    sumRange(productRange(range(alpha, alpha), p), productRange(range(beta, beta), q)),
  );
  const error = c ? productError(k, context).relative * Math.abs(beta) * magnitude(hullOf(c)) : 0;
  return error > 0 && error < Infinity
    ? { ...out, lo: out.lo.map((x) => x - error), hi: out.hi.map((x) => x + error) }
    : out;
}

const magnitude = ({ lo, hi }: Range): number => Math.max(Math.abs(lo), Math.abs(hi));

/** Two boxes cell by cell. */
function combined(a: Box, b: Box, shape: Shape, rule: (a: Range, b: Range) => Range): Box {
  const cuts = commonCuts([a, b], shape);
  const [p, q] = [regrid(a, shape, cuts), regrid(b, shape, cuts)];
  const out = emptyBox(shape, cuts);
  for (let i = 0; i < out.lo.length; i++) {
    const { lo, hi, nan } = rule(cellRange(p, i), cellRange(q, i));
    out.lo[i] = lo;
    out.hi[i] = hi;
    out.nan[i] = nan ? 1 : 0;
  }
  return out;
}

export const gemmOp: OpDef<GemmAttrs> = {
  name: "gemm",
  formula: "α A′B′ + β C",
  infer: inferGemm,
  reference: gemmValues,
  vjp: gemmVjp,
  onnx: (b, inputs, { attrs }) =>
    b.op("Gemm", inputs, {
      alpha: { float: attrs.alpha },
      beta: { float: attrs.beta },
      transA: { int: attrs.transA ? 1 : 0 },
      transB: { int: attrs.transB ? 1 : 0 },
    }),
  range: ([a, b, c], { inputs, attrs }) => {
    const product = sumOfRange(productRange(a!, b!), sizes(inputs, attrs)[1]);
    const scaled = productRange(range(attrs.alpha, attrs.alpha), product);
    return c ? sumRange(scaled, productRange(range(attrs.beta, attrs.beta), c)) : scaled;
  },
  cells: gemmCells,
  ulps: 1,
  hazards: [],
  accuracy: "rounding",
  samples: [
    {
      attrs: { alpha: 1, beta: 1, transA: false, transB: false },
      inputs: [{ shape: [3, 4] }, { shape: [4, 2] }, { shape: [2] }],
    },
    {
      attrs: { alpha: 0.5, beta: 2, transA: true, transB: false },
      inputs: [{ shape: [4, 3] }, { shape: [4, 2] }, { shape: [3, 2] }],
    },
    { attrs: { alpha: -1, beta: 1, transA: false, transB: true }, inputs: [{ shape: [3, 4] }, { shape: [2, 4] }] },
    {
      attrs: { alpha: 1, beta: 1, transA: true, transB: true },
      inputs: [{ shape: [4, 3] }, { shape: [2, 4] }, { shape: [3, 1] }],
    },
  ],
};

export const gemm = (a: Node, b: Node, c?: Node, attrs: Partial<GemmAttrs> = {}): Node =>
  makeNode(gemmOp, c ? [a, b, c] : [a, b], { alpha: 1, beta: 1, transA: false, transB: false, ...attrs });
