/** @file Evaluates a graph in real arithmetic (decimal numbers of 50 digits): the truth that rewrites are held against. */
import { Decimal as DefaultDecimal } from "decimal.js";
import type { Value } from "../src/graph/dtype.ts";
import { allocate, toValue } from "../src/graph/dtype.ts";
import { topological } from "../src/graph/graph.ts";
import type { Node } from "../src/graph/node.ts";
import { isAbsent } from "../src/graph/op.ts";
import type { ReduceAttrs } from "../src/ops/_reduce.ts";
import { forEachInGroups } from "../src/ops/_reduce.ts";
import { broadcastStrides, sizeOf } from "../src/util/shape.ts";

/** Exponents have room for e^(10^9). */
export const Decimal: typeof DefaultDecimal = DefaultDecimal.clone({ precision: 50, maxE: 9e15, minE: -9e15 });
export type Real = InstanceType<typeof DefaultDecimal>;

type Unary = (x: Real) => Real;
type Binary = (x: Real, y: Real) => Real;

const [zero, one] = [new Decimal(0), new Decimal(1)];
const sigmoid: Unary = (x) => one.div(one.plus(x.neg().exp()));

const unary: Readonly<Record<string, Unary>> = {
  stopGradient: (x) => x,
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  exp: (x) => x.exp(),
  log: (x) => x.ln(),
  log1p: (x) => one.plus(x).ln(),
  expm1: (x) => x.exp().minus(one),
  sqrt: (x) => x.sqrt(),
  square: (x) => x.times(x),
  reciprocal: (x) => one.div(x),
  relu: (x) => Decimal.max(x, zero),
  sigmoid,
  softplus: (x) => one.plus(x.exp()).ln(),
};

const binary: Readonly<Record<string, Binary>> = {
  add: (x, y) => x.plus(y),
  sub: (x, y) => x.minus(y),
  mul: (x, y) => x.times(y),
  div: (x, y) => x.div(y),
  pow: (x, y) => x.pow(y),
  maximum: (x, y) => Decimal.max(x, y),
  minimum: (x, y) => Decimal.min(x, y),
  xlogy: (x, y) => (x.isZero() ? zero : x.times(y.ln())),
};

const comparisons: Readonly<Record<string, (x: Real, y: Real) => boolean>> = {
  "<": (x, y) => x.lt(y),
  "<=": (x, y) => x.lte(y),
  ">": (x, y) => x.gt(y),
  ">=": (x, y) => x.gte(y),
  "==": (x, y) => x.eq(y),
  "!=": (x, y) => !x.eq(y),
};

const reductions: Readonly<Record<string, (group: readonly Real[]) => Real>> = {
  sum: (group) => Decimal.sum(...group, zero),
  mean: (group) => Decimal.sum(...group, zero).div(group.length),
  max: (group) => Decimal.max(...group),
  min: (group) => Decimal.min(...group),
  logSumExp: (group) => Decimal.sum(...group.map((x) => x.exp())).ln(),
};

/** Ops whose result holds elements of the first input in other places. */
const moves = new Set(["reshape", "transpose", "broadcastTo", "slice", "gather"]);

export type Feeds = ReadonlyMap<Node, readonly Real[]>;

/** The elements of `output` as real numbers. */
export function evaluateReal(output: Node, feeds: Feeds): readonly Real[] {
  const values = new Map<Node, readonly Real[]>();
  for (const node of topological([output])) values.set(node, feeds.get(node) ?? apply(node, values));
  return values.get(output)!;
}

function apply(node: Node, values: ReadonlyMap<Node, readonly Real[]>): readonly Real[] {
  const { name } = node.op;
  const inputs = node.inputs.map((input) => values.get(input)!);
  if (name === "constant") return Array.from((node.attrs as Value).data, (x) => new Decimal(x));
  if (unary[name]) return inputs[0]!.map(unary[name]);
  if (binary[name]) return broadcast(node, inputs, ([x, y]) => binary[name]!(x!, y!));
  if (name === "where") return broadcast(node, inputs, ([c, x, y]) => (c!.isZero() ? y! : x!));
  if (name === "compare") {
    const holds = comparisons[(node.attrs as { kind: string }).kind]!;
    return broadcast(node, inputs, ([x, y]) => (holds(x!, y!) ? one : zero));
  }
  if (name === "clip") {
    const { lo, hi } = node.attrs as { lo: number; hi: number };
    return inputs[0]!.map((x) => Decimal.min(Decimal.max(x, new Decimal(lo)), new Decimal(hi)));
  }
  if (reductions[name]) return reduce(node.inputs[0]!, (node.attrs as ReduceAttrs).axes, inputs[0]!, reductions[name]);
  if (name === "softmax" || name === "logSoftmax") return softmax(node, inputs[0]!);
  if (name === "oneHot") {
    const { depth } = node.attrs as { depth: number };
    return inputs[0]!.flatMap((index) => Array.from({ length: depth }, (_, k) => (index.eq(k) ? one : zero)));
  }
  if (moves.has(name)) return moved(node, inputs[0]!);
  throw new Error(`the decimal evaluator has no ${name}`);
}

function broadcast(node: Node, inputs: readonly (readonly Real[])[], f: (xs: readonly Real[]) => Real): Real[] {
  const strides = node.inputs.map((input) => broadcastStrides(input.shape, node.shape));
  return Array.from({ length: sizeOf(node.shape) }, (_, flat) => {
    const positions = node.inputs.map(() => 0);
    let rest = flat;
    for (let axis = node.shape.length - 1; axis >= 0; axis--) {
      const index = rest % node.shape[axis]!;
      rest = (rest - index) / node.shape[axis]!;
      for (let k = 0; k < positions.length; k++) positions[k]! += index * strides[k]![axis]!;
    }
    return f(positions.map((p, k) => inputs[k]![p]!));
  });
}

/** Which group each element of x belongs to when `axes` are reduced. */
function groupsOf(x: Node, axes: readonly number[]): number[] {
  const groups: number[] = [];
  forEachInGroups(allocate({ shape: x.shape, dtype: "float64" }), axes, (group, index) => {
    groups[index] = group;
  });
  return groups;
}

function reduce(x: Node, axes: readonly number[], data: readonly Real[], f: (group: readonly Real[]) => Real): Real[] {
  const members: Real[][] = [];
  groupsOf(x, axes).forEach((group, index) => {
    members[group] ??= [];
    members[group].push(data[index]!);
  });
  return members.map(f);
}

function softmax(node: Node, data: readonly Real[]): Real[] {
  const x = node.inputs[0]!;
  const { axis, axes } = node.attrs as { axis?: number; axes?: readonly number[] };
  const groups = groupsOf(x, axes ?? [axis!]);
  const logs = reduce(x, axes ?? [axis!], data, reductions.logSumExp!);
  return data.map((value, i) => {
    const log = value.minus(logs[groups[i]!]!);
    return node.op.name === "softmax" ? log.exp() : log;
  });
}

/** Runs the op's own loop on positions instead of elements. */
function moved(node: Node, data: readonly Real[]): Real[] {
  if (isAbsent(node.op.reference)) throw new Error(`${node.op.name} has no reference`);
  const x = node.inputs[0]!;
  const positions = toValue(
    "float64",
    x.shape,
    Array.from(data, (_, i) => i),
  );
  const rest = node.inputs.slice(1).map((input) => input.attrs as Value);
  const out = allocate({ shape: node.shape, dtype: "float64" });
  node.op.reference([positions, ...rest], node.attrs, out);
  return Array.from(out.data, (position) => data[position]!);
}

/**
 * Derivatives of Σ seed · output with respect to the first `count` elements of `input`, by differences so small that
 * 50 digits make them exact to float64; one-sided where the function has no value on the other side.
 */
export function gradientReal(
  output: Node,
  seed: readonly Real[],
  feeds: Feeds,
  wrt: { readonly input: Node; readonly count: number },
): readonly Real[] {
  const values = feeds.get(wrt.input)!;
  const total = (results: readonly Real[]): Real => Decimal.sum(...results.map((v, i) => v.times(seed[i]!)));
  const at = (i: number, x: Real): Real =>
    total(evaluateReal(output, new Map([...feeds, [wrt.input, values.with(i, x)]])));
  return values.slice(0, wrt.count).map((x, i) => {
    const h = (x.isZero() ? one : x.abs()).times("1e-12");
    const [above, below] = [at(i, x.plus(h)), at(i, x.minus(h))];
    if (!below.isNaN()) return above.minus(below).div(h.times(2));
    return above.minus(at(i, x)).div(h);
  });
}
