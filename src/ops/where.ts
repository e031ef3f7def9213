/** @file where: chooses between two values elementwise, with broadcasting. */
import type { DType, Type } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { union } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { broadcastShapes, formatShape } from "../util/shape.ts";
import { eachCell } from "./_cells.ts";
import { broadcastAnyType, forEachIndex, scalarLike, unbroadcast } from "./_elementwise.ts";

function inferWhere([condition, a, b]: readonly Type[]): Type {
  const { shape, dtype } = broadcastAnyType("where")([a!, b!]);
  if (condition!.dtype !== "bool") {
    throw new ShapeError(`where: the condition is ${condition!.dtype}${formatShape(condition!.shape)}, not bool`, {
      help: "compare it first, for example x.greaterThan(0)",
    });
  }
  return { shape: broadcastShapes("where", condition!.shape, shape), dtype };
}

/** ONNX Runtime selects no booleans, and no bytes on WebGPU: these go through int32. */
const selectable = (dtype: DType): boolean => dtype !== "bool" && dtype !== "uint8";

export const whereOp: OpDef<null> = {
  name: "where",
  formula: "condition ? a : b",
  infer: inferWhere,
  reference: ([condition, a, b], _attrs, out) =>
    forEachIndex(out.shape, [condition!, a!, b!], (i, [c, p, q]) => {
      out.data[i] = condition!.data[c!] ? a!.data[p!]! : b!.data[q!]!;
    }),
  vjp: (ct, { inputs: [condition, a, b] }) => {
    const none = scalarLike(ct, 0);
    return [null, unbroadcast(where(condition!, ct, none), a!), unbroadcast(where(condition!, none, ct), b!)];
  },
  onnx: (b, [condition, ...branches], { dtype }) => {
    if (selectable(dtype)) return b.op("Where", [condition!, ...branches]);
    const widened = branches.map((name) => b.op("Cast", [name], { to: { onnxType: "int32" } }));
    return b.op("Cast", [b.op("Where", [condition!, ...widened])], { to: { onnxType: dtype } });
  },
  range: ([condition, a, b]) => (condition!.lo === 1 ? a! : condition!.hi === 0 ? b! : union(a!, b!)),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], dtype: "bool", domain: [0, 1] }, { shape: [3, 4] }, { shape: [4] }] },
    {
      attrs: null,
      inputs: [{ shape: [2, 1], dtype: "bool", domain: [0, 1] }, { shape: [], edges: [1e30] }, { shape: [2, 3] }],
    },
    {
      attrs: null,
      inputs: [
        { shape: [4], dtype: "bool", domain: [0, 1] },
        { shape: [4], dtype: "bool", domain: [0, 1] },
        { shape: [], dtype: "bool", domain: [0, 1] },
      ],
    },
    {
      attrs: null,
      inputs: [
        { shape: [4], dtype: "bool", domain: [0, 1] },
        { shape: [4], dtype: "int32" },
        { shape: [4], dtype: "int32" },
      ],
    },
  ],
};

export const where = (condition: Node, a: Node, b: Node): Node => makeNode(whereOp, [condition, a, b], null);
