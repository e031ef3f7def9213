/** @file The functions a model is written with: NumPy's words, each building one node (or a few) at the caller's line. */
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import type { Shape } from "../util/shape.ts";
import { type AxisOptions, reduceOptions, sliceNode } from "./options.ts";
import { product } from "./product.ts";
import { atCaller, Tensor, type TensorLike, traced } from "./tensor.ts";

type Unary = (x: TensorLike) => Tensor;
type Binary = (a: TensorLike, b: TensorLike) => Tensor;
type Reduction = (x: Tensor, options?: AxisOptions) => Tensor;

const unary =
  (op: (x: Node) => Node): Unary =>
  (x) =>
    traced([x], op);

const binary =
  (op: (a: Node, b: Node) => Node): Binary =>
  (a, b) =>
    traced([a, b], op);

const reduction =
  (op: (x: Node, options: ReturnType<typeof reduceOptions>) => Node): Reduction =>
  (x, options = {}) =>
    traced([x], (node) => op(node, reduceOptions(options)));

const comparison = (kind: ops.Comparison): Binary => binary((a, b) => ops.compare(kind, a, b));

export const add: Binary = binary(ops.add);
export const sub: Binary = binary(ops.sub);
export const mul: Binary = binary(ops.mul);
export const div: Binary = binary(ops.div);
export const pow: Binary = binary(ops.pow);
export const maximum: Binary = binary(ops.maximum);
export const minimum: Binary = binary(ops.minimum);
/** x log y, with 0 log 0 = 0. */
export const xlogy: Binary = binary(ops.xlogy);

export const less: Binary = comparison("<");
export const lessEqual: Binary = comparison("<=");
export const greater: Binary = comparison(">");
export const greaterEqual: Binary = comparison(">=");
export const equal: Binary = comparison("==");
export const notEqual: Binary = comparison("!=");

export const neg: Unary = unary(ops.neg);
export const abs: Unary = unary(ops.abs);
export const sign: Unary = unary(ops.sign);
export const exp: Unary = unary(ops.exp);
export const expm1: Unary = unary(ops.expm1);
export const log: Unary = unary(ops.log);
export const log1p: Unary = unary(ops.log1p);
export const sqrt: Unary = unary(ops.sqrt);
export const square: Unary = unary(ops.square);
export const reciprocal: Unary = unary(ops.reciprocal);
export const erf: Unary = unary(ops.erf);
export const tanh: Unary = unary(ops.tanh);
export const sigmoid: Unary = unary(ops.sigmoid);
export const softplus: Unary = unary(ops.softplus);
export const relu: Unary = unary(ops.relu);
export const selu: Unary = unary(ops.selu);
export const silu: Unary = unary(ops.silu);

export const leakyRelu = (x: TensorLike, alpha = 0.01): Tensor => traced([x], (node) => ops.leakyRelu(node, alpha));
export const elu = (x: TensorLike, alpha = 1): Tensor => traced([x], (node) => ops.elu(node, alpha));
export const gelu = (x: TensorLike, approximate: ops.GeluAttrs["approximate"] = "none"): Tensor =>
  traced([x], (node) => ops.gelu(node, approximate));

/** Limits the elements to [lo, hi]; an infinite bound leaves its side open. */
export const clip = (x: Tensor, lo: number, hi: number): Tensor => traced([x], (node) => ops.clip(node, lo, hi));

export const sum: Reduction = reduction(ops.sum);
export const mean: Reduction = reduction(ops.mean);
export const max: Reduction = reduction(ops.max);
export const min: Reduction = reduction(ops.min);
/** log Σ eˣ, without overflow. */
export const logSumExp: Reduction = reduction(ops.logSumExp);

export const softmax = (x: Tensor, axis = -1): Tensor => traced([x], (node) => ops.softmax(node, axis));
export const logSoftmax = (x: Tensor, axis = -1): Tensor => traced([x], (node) => ops.logSoftmax(node, axis));

/** Matrix product; a vector counts as a row on the left and as a column on the right. */
export const matmul = (a: Tensor, b: Tensor): Tensor => traced([a, b], product);
/** NumPy's dot for vectors and matrices: the same as matmul. */
export const dot: (a: Tensor, b: Tensor) => Tensor = (a, b) => traced([a, b], product);

export const transpose = (x: Tensor, permutation?: readonly number[]): Tensor =>
  traced([x], (node) => ops.transpose(node, permutation));
/** One dimension may be −1: it is computed from the others. */
export const reshape = (x: Tensor, shape: Shape): Tensor => traced([x], (node) => ops.reshape(node, shape));
export const broadcastTo = (x: TensorLike, shape: Shape): Tensor => traced([x], (node) => ops.broadcastTo(node, shape));
export const concat = (xs: readonly Tensor[], axis = 0): Tensor => traced(xs, (...nodes) => ops.concat(nodes, axis));
/** x[start : end, …]; negative numbers count from the end, an end of `undefined` is the size. */
export const slice = (x: Tensor, starts: readonly number[], ends: readonly (number | undefined)[] = []): Tensor =>
  traced([x], (node) => sliceNode(node, starts, ends));
/** Entries of x along an axis by int32 index. */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  traced([x, indices], (node, at) => ops.gather(node, at, axis));
export const oneHot = (indices: Tensor, depth: number, dtype: DType = "float32"): Tensor =>
  traced([indices], (node) => ops.oneHot(node, depth, dtype));

/** a where the condition holds, else b; a number takes the dtype of the other. */
export const where = (condition: Tensor, a: TensorLike, b: TensorLike): Tensor =>
  traced([a, b], (x, y) => ops.where(condition.node, x, y));

export const cast = (x: TensorLike, dtype: DType): Tensor => traced([x], (node) => ops.cast(node, dtype));
/** The value, treated as a constant by differentiation. */
export const stopGradient = (x: Tensor): Tensor => traced([x], ops.stopGradient);

export const full = (shape: Shape, value: number, dtype: DType = "float32"): Tensor =>
  atCaller(() => new Tensor(ops.broadcastTo(ops.scalar(dtype, value), shape)));
export const zeros = (shape: Shape, dtype: DType = "float32"): Tensor => full(shape, 0, dtype);
export const ones = (shape: Shape, dtype: DType = "float32"): Tensor => full(shape, 1, dtype);
export const zerosLike = (x: Tensor): Tensor => full(x.shape, 0, x.dtype);
export const onesLike = (x: Tensor): Tensor => full(x.shape, 1, x.dtype);
