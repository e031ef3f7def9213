/** @file Tracing: sites, errors, NumPy's words and trees of inputs. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../engine/reference/evaluate.ts";
import type { DType, Type } from "../graph/dtype.ts";
import { toValue } from "../graph/dtype.ts";
import { nodesOf } from "../graph/graph.ts";
import { verify } from "../graph/verify.ts";
import { EvenkeelError, ShapeError, UsageError } from "../util/errors.ts";
import * as np from "./functions.ts";
import { callerSite } from "./site.ts";
import { type Tensor, tensor } from "./tensor.ts";
import { isTensor, trace } from "./trace.ts";
import { flattenTree, unflattenTree } from "./tree.ts";

const type = (shape: readonly number[], dtype: DType = "float32"): Type => ({ shape, dtype });

/** The line of the call to this function. */
const line = (): number => callerLine(new Error());
const callerLine = (error: Error): number => Number(/:(\d+):\d+\)?$/.exec(error.stack!.split("\n")[2]!)![1]);

function caught(run: () => unknown): EvenkeelError {
  try {
    run();
  } catch (error) {
    if (error instanceof EvenkeelError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the user's line", () => {
  test("a method, a function, a getter and a constructor of tensors record the line that called them", () => {
    trace(
      ({ x }) => {
        const sites: [Tensor, number][] = [
          [x.add(1), line()],
          [np.exp(x), line()],
          [x.T, line()],
          [np.sum(x, { axis: 0 }), line()],
          [tensor([1, 2]), line()],
          [np.zeros([2]), line()],
        ];
        for (const [result, expected] of sites) {
          expect(result.node.origin.site?.line).toBe(expected);
          expect(result.node.origin.site?.file).toMatch(/trace\.test\.ts$/);
        }
        return x;
      },
      { x: type([2, 3]) },
    );
  });

  test("gradients keep the line of the op they belong to", () => {
    let expected = 0;
    const { inputs, graph } = trace(
      ({ x }) => {
        const y = np.exp(x);
        expected = line() - 1;
        return y.sum();
      },
      { x: type([3]) },
    );
    const [gradient] = differentiate(graph.outputs.get("output")!, [inputs.get("x")!]);
    expect(gradient!.origin.site?.line).toBe(expected);
    expect(gradient!.origin.via).toEqual(["gradient of exp"]);
  });

  test("the site is found from the caller's own frame", () => {
    expect(callerSite()?.line).toBe(line());
  });
});

describe("errors", () => {
  test("shapes that do not fit are both shown, with the line", () => {
    let expected = 0;
    const error = caught(() =>
      trace(
        ({ a, b }) => {
          expected = line() + 1;
          return a.matmul(b);
        },
        { a: type([60, 784]), b: type([64, 10]) },
      ),
    );
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toContain("[60, 784]");
    expect(error.message).toContain("[64, 10]");
    expect(error.detail.site?.line).toBe(expected);
    expect(error.detail.where).toMatch(/trace\.test\.ts:\d+:\d+$/);
    expect(error.render()).toContain(error.detail.where);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["adding", () => np.add(np.ones([3, 4]), np.ones([3])), /\[3, 4\].*\[3\]/],
    ["mixing dtypes", () => np.ones([2]).add(np.ones([2], "float64")), /float32\[2\].*float64\[2\]/],
    ["an axis that is not there", () => np.ones([2, 3]).sum({ axis: 2 }), /axis 2 .* 2 dimensions/],
    ["bounds in the wrong order", () => np.ones([2]).clip(1, 0), /lower limit 1 .* 0/],
    ["reshaping", () => np.ones([2, 3]).reshape(4), /\[2, 3\] has 6 .* \[4\] has 4/],
    ["reshaping with -1", () => np.ones([2, 3]).reshape(4, -1), /\[2, 3\] has 6 .* \[4, -1\]/],
    ["concatenating", () => np.concat([np.ones([2, 3]), np.ones([3, 3])], 1), /\[2, 3\].*\[3, 3\]/],
    ["exp of whole numbers", () => np.ones([2], "int32").exp(), /int32\[2\]/],
    ["arithmetic on bytes", () => np.ones([2], "uint8").add(1), /uint8\[2\]/],
    ["ragged arrays", () => tensor([[1, 2], [3]]), /\[2\].*\[1\]/],
    ["a condition that is no bool", () => np.where(np.ones([2]), 1, 0), /float32\[2\]/],
  ])("%s names what was found and where", (_, build, message) => {
    const error = caught(build);
    expect(error.message).toMatch(message);
    expect(error.detail.where).toMatch(/trace\.test\.ts:\d+:\d+$/);
  });
});

describe("tensors", () => {
  const values = (result: Tensor): number[] => Array.from(evaluate([result.node], new Map())[0]!.data);
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  test.each<[string, Tensor, readonly number[], readonly number[]]>([
    ["numbers take the tensor's dtype", np.sub(10, x), [2, 3], [9, 8, 7, 6, 5, 4]],
    ["T reverses the axes", x.T, [3, 2], [1, 4, 2, 5, 3, 6]],
    ["sum over axis 0", x.sum({ axis: 0 }), [3], [5, 7, 9]],
    ["max over axis -1 with keepdims", x.max({ axis: -1, keepdims: true }), [2, 1], [3, 6]],
    ["mean over all", x.mean(), [], [3.5]],
    ["matrix times vector", x.matmul(tensor([1, 0, -1])), [2], [-2, -2]],
    ["vector times matrix", np.matmul(tensor([1, -1]), x), [3], [-3, -3, -3]],
    ["dot of vectors", np.dot(tensor([1, 2]), tensor([3, 4])), [], [11]],
    ["slices from the end", x.slice([0, -2]), [2, 2], [2, 3, 5, 6]],
    ["slices before the end", x.slice([1], [2]), [1, 3], [4, 5, 6]],
    ["where with numbers", np.where(x.greaterThan(3), x, 0), [2, 3], [0, 0, 0, 4, 5, 6]],
    ["comparisons count", x.lessEqual(2).astype("float32").sum(), [], [2]],
    ["gather along axis 1", np.gather(x, tensor([2, 0], [2], "int32"), 1), [2, 2], [3, 1, 6, 4]],
    ["reshape with -1", x.reshape(-1, 2), [3, 2], [1, 2, 3, 4, 5, 6]],
    ["one-hot rows", np.oneHot(tensor([2, 0], [2], "int32"), 3), [2, 3], [0, 0, 1, 1, 0, 0]],
    ["powers", x.pow(2).sub(x.square()), [2, 3], [0, 0, 0, 0, 0, 0]],
  ])("%s", (_, result, shape, expected) => {
    expect(result.shape).toEqual(shape);
    expect(values(result)).toEqual(expected);
  });
});

describe("tracing", () => {
  const types = {
    x: type([4, 3]),
    layers: [
      { weight: type([3, 5]), bias: type([5]) },
      { weight: type([5, 2]), bias: type([2]) },
    ],
  };

  test("trees of inputs become graph inputs named by their path", () => {
    const { graph, inputs } = trace(({ x, layers }) => {
      let h = x;
      for (const { weight, bias } of layers) h = h.matmul(weight).add(bias).relu();
      return { logits: h, parts: [h.sum()] };
    }, types);
    expect([...inputs.keys()]).toEqual(["x", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]);
    expect(graph.inputs).toEqual([...inputs.values()]);
    expect([...graph.outputs.keys()]).toEqual(["logits", "parts.0"]);
    expect(graph.outputs.get("logits")).toMatchObject({ shape: [4, 2], dtype: "float32" });
    verify(graph);
  });

  test("a traced function computes what it says", () => {
    const { graph, inputs } = trace(({ a, b }) => np.maximum(a, b).mul(2), { a: type([2]), b: type([2]) });
    const feeds = new Map([
      [inputs.get("a")!, toValue("float32", [2], [1, 5])],
      [inputs.get("b")!, toValue("float32", [2], [3, 4])],
    ]);
    expect(Array.from(evaluate([graph.outputs.get("output")!], feeds)[0]!.data)).toEqual([6, 10]);
  });

  test("an unused input stays an input of the graph, in its place", () => {
    const { graph } = trace(({ b }) => b, { a: type([2]), b: type([2]) });
    expect(graph.inputs).toHaveLength(2);
    expect(nodesOf(graph)).toHaveLength(1);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["a number", () => trace(() => ({ loss: 3 }), {}), /"loss" is 3/],
    ["nothing", () => trace(() => undefined, {}), /undefined/],
    ["a promise", () => trace(async () => np.ones([1]), {}), /async/],
  ])("returning %s is an error that says so", (_, run, message) => {
    const error = caught(run);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });

  test("a flattened tree is put together again by names", () => {
    const tree = { a: [np.ones([1]), np.zeros([2])], b: { c: np.ones([3]) } };
    const flat = flattenTree(tree, isTensor);
    expect(flat.map(({ name }) => name)).toEqual(["a.0", "a.1", "b.c"]);
    const again = unflattenTree(tree, isTensor, new Map(flat.map(({ name, leaf }) => [name, leaf])));
    expect(again).toEqual(tree);
    expect(() => unflattenTree(tree, isTensor, new Map())).toThrow(/"a.0" is missing/);
  });
});
