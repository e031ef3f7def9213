/** @file Fusions into gemm, and when they must not happen. */
import { describe, expect, test } from "vitest";
import { isClose, tolerances } from "../../test/tolerance.ts";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../engine/reference/evaluate.ts";
import { toValue } from "../graph/dtype.ts";
import { nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { verify } from "../graph/verify.ts";
import { add } from "../ops/add.ts";
import { compare } from "../ops/compare.ts";
import { constantLike, scalar } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import type { GemmAttrs } from "../ops/gemm.ts";
import { input } from "../ops/input.ts";
import { log } from "../ops/log.ts";
import { matmul } from "../ops/matmul.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { relu } from "../ops/relu.ts";
import { reshape } from "../ops/reshape.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { transpose } from "../ops/transpose.ts";
import { where } from "../ops/where.ts";
import { RandomStream, streams } from "../util/philox.ts";
import { sizeOf } from "../util/shape.ts";
import { fuse } from "./fuse.ts";

const shapes = { a: [4, 3], b: [3, 5], bt: [5, 3], at: [3, 4], w: [4, 5], bias: [5] } as const;
const nodes = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, "float32", shape)]));
const { a, b, bt, at, w, bias } = nodes as Record<keyof typeof shapes, Node>;
const k = (value: number): Node => constantLike(a, value);

const random = new RandomStream(1, streams.probe);
const feeds = new Map(
  Object.values(nodes).map((node): [Node, ReturnType<typeof toValue>] => {
    const data = Array.from({ length: sizeOf(node.shape) }, () => random.uniform() * 4 - 2);
    return [node, toValue("float32", node.shape, data)];
  }),
);

function fused(...outputs: Node[]): Node[] {
  const graph = fuse({ inputs: Object.values(nodes), outputs: new Map(outputs.map((node, i) => [`${i}`, node])) });
  verify(graph);
  return [...graph.outputs.values()];
}

const cases: readonly (readonly [string, Node, Partial<GemmAttrs>])[] = [
  ["A Bᵀ", matmul(a, transpose(bt)), { transB: true }],
  ["Aᵀ B", matmul(transpose(at), b), { transA: true }],
  ["A B + bias", add(matmul(a, b), bias), {}],
  ["bias + A Bᵀ", add(bias, matmul(a, transpose(bt))), { transB: true }],
  ["k (Aᵀ B)", mul(k(0.1), matmul(transpose(at), b)), { transA: true, alpha: Math.fround(0.1) }],
  ["A B / 128 ", div(matmul(a, b), k(128)), { alpha: 1 / 128 }],
  ["W − k A B", sub(w, mul(matmul(a, b), k(0.5))), { alpha: -0.5, beta: 1 }],
  ["A B − W", sub(matmul(a, b), w), { beta: -1 }],
  ["k W + A B", add(mul(w, k(0.5)), matmul(a, b)), { beta: 0.5 }],
  ["−(A B + bias)", neg(add(matmul(a, b), bias)), { alpha: -1, beta: -1 }],
];

describe("fusing", () => {
  test.each(cases)("%s gives one gemm of the same values", (_, program, attrs) => {
    const [result] = fused(program);
    expect(result!.op.name).toBe("gemm");
    expect(result!.attrs).toMatchObject({ alpha: 1, beta: 1, transA: false, transB: false, ...attrs });
    expect(
      nodesOf({ inputs: [], outputs: new Map([["", result!]]) }).every(({ op }) => ["gemm", "input"].includes(op.name)),
    ).toBe(true);
    const [expected, found] = evaluate([program, result!], feeds);
    const { relative, absolute } = tolerances.float32.rounding.forward;
    const close = Array.from(found!.data, (value, i) => isClose(value, expected!.data[i]!, { relative, absolute }));
    expect(close).not.toContain(false);
  });

  test("computes no product twice: one that something else uses is not absorbed", () => {
    const product = matmul(a, b);
    const [sum, power] = fused(add(product, bias), exp(product));
    expect([sum!.op.name, power!.inputs[0]!.op.name]).toEqual(["add", "matmul"]);
  });

  test("leaves batches of matrices, addends of another shape and inexact divisors alone", () => {
    const batches = matmul(reshape(a, [2, 2, 3]), b);
    const wider = add(matmul(a, b), reshape(transpose(w), [5, 4, 1]));
    const thirds = div(matmul(a, b), k(3));
    expect(fused(add(batches, bias), wider, thirds).map(({ op }) => op.name)).toEqual(["add", "add", "div"]);
  });

  test("leaves float64 factors alone that ONNX's float32 attributes cannot hold", () => {
    const [p, q, r] = [input("p", "float64", [3, 3]), input("q", "float64", [3, 3]), input("r", "float64", [3, 3])];
    const factor = (value: number): Node => constantLike(p, value);
    const programs = [
      mul(matmul(p, q), factor(0.1)),
      add(matmul(q, p), mul(r, factor(0.1))),
      mul(matmul(p, r), factor(0.25)),
    ];
    const graph = fuse({ inputs: [p, q, r], outputs: new Map(programs.map((node, i) => [`${i}`, node])) });
    expect([...graph.outputs.values()].map(({ op }) => op.name)).toEqual(["mul", "gemm", "gemm"]);
    expect(graph.outputs.get("1")!.attrs).toMatchObject({ alpha: 1, beta: 1 });
    expect(graph.outputs.get("2")!.attrs).toMatchObject({ alpha: 0.25 });
  });

  test("says in the origin what was fused", () => {
    expect(fused(add(matmul(a, b), bias))[0]!.origin.via).toEqual(["fused by gemm-addend"]);
  });
});

describe("relu's gradient", () => {
  const z = input("z", "float32", [2, 3]);
  const selects = (node: Node): boolean =>
    nodesOf(fuse({ inputs: [z], outputs: new Map([["y", node]]) })).some(({ op }) => op.name === "where");

  test("is a product with the mask", () => {
    expect(selects(differentiate(sum(mul(relu(z), relu(z))), [z])[0]!)).toBe(false);
  });

  test("is told from a program's own guard, whose other side may be infinite", () => {
    expect(selects(where(compare(">", relu(z), scalar("float32", 0)), log(z), scalar("float32", 0)))).toBe(true);
  });
});
