import { describe, expect, test } from "vitest";
import { evaluate } from "../../engine/reference/evaluate.ts";
import { toValue } from "../../graph/dtype.ts";
import { nodesOf } from "../../graph/graph.ts";
import { verify } from "../../graph/verify.ts";
import type { ConstantAttrs } from "../../ops/constant.ts";
import { DataError, UsageError } from "../../util/errors.ts";
import { tensorProto, valueInfo } from "../tensor.ts";
import {
  type AttributeProto,
  attributeType,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "../wire/onnx.ts";
import { importModel } from "./import.ts";
import type { ImportedModel } from "./imported.ts";
import { floatAttribute, intAttribute, intsAttribute } from "./ops/_attributes.ts";

const node = (opType: string, inputs: string, output: string, ...attribute: AttributeProto[]): NodeProto => ({
  name: `${opType} of ${output}`,
  opType,
  input: inputs === "" ? [] : inputs.split(" "),
  output: output.split(" "),
  attribute,
});
const ints = (name: string, ...values: readonly number[]): TensorProto =>
  tensorProto(name, "int64", [values.length], values);
const numbers = (name: string, ...values: readonly number[]): TensorProto =>
  tensorProto(name, "float32", [values.length], values);
const model = (graph: GraphProto, opset = 17n, more: Partial<ModelProto> = {}): ModelProto => ({
  irVersion: 8n,
  opsetImport: [{ domain: "", version: opset }],
  graph: { output: [{ name: "y" }], ...graph },
  ...more,
});

const opsOf = (imported: ImportedModel): string[] => nodesOf(imported.graph).map(({ op }) => op.name);

/** Elements of the output y for the inputs' elements. */
function run(imported: ImportedModel, feeds: Record<string, readonly number[]> = {}): number[] {
  verify(imported.graph);
  const values = new Map(
    Object.entries(feeds).map(([name, data]) => {
      const input = imported.inputs.get(name)!;
      return [input, toValue(input.dtype, input.shape, data)];
    }),
  );
  return Array.from(evaluate([imported.graph.outputs.get("y")!], values)[0]!.data);
}

describe("dimensions", () => {
  const graph: GraphProto = {
    input: [
      valueInfo("x", "float32", ["N", 3]),
      { name: "z", type: { tensorType: { elemType: 1, shape: { dim: [{}] } } } },
    ],
    node: [node("Neg", "x", "y")],
  };

  test("a symbolic one is 4, one without a name is called after its place", () => {
    const { dims, inputs } = importModel(model(graph));
    expect([...dims]).toEqual([
      ["N", 4],
      ["z.dim0", 4],
    ]);
    expect(inputs.get("x")!.shape).toEqual([4, 3]);
  });

  test("they take the sizes that are given", () => {
    const { dims } = importModel(model(graph), { dims: { N: 7 }, symbolicSize: 2 });
    expect([...dims.values()]).toEqual([7, 2]);
  });

  test("a size for a dimension that the model does not have is refused", () => {
    expect(() => importModel(model(graph), { dims: { n: 7 } })).toThrow(UsageError);
    expect(() => importModel(model(graph), { dims: { N: 0 } })).toThrow("cannot have the size 0");
  });

  test("a model that was written for a batch of 1 is read with 1", () => {
    const fixed: GraphProto = {
      input: [valueInfo("x", "float32", ["N", 3])],
      initializer: [ints("shape", 1, 3)],
      node: [node("Reshape", "x shape", "y")],
    };
    const imported = importModel(model(fixed));
    expect([...imported.dims]).toEqual([["N", 1]]);
    expect(imported.unknown).toEqual([]);
    expect(importModel(model(fixed), { dims: { N: 2 } }).unknown[0]!.reason).toContain("[2, 3] has 6 elements");
  });
});

describe("constants and inputs", () => {
  const graph: GraphProto = {
    input: [valueInfo("x", "float32", [2]), valueInfo("w", "float32", [2])],
    initializer: [numbers("w", 3, 4)],
    node: [node("Mul", "x w", "y")],
  };

  test("an input with an initializer is a constant, as in files before IR version 4", () => {
    const imported = importModel(model(graph));
    expect([...imported.inputs.keys()]).toEqual(["x"]);
    expect(run(imported, { x: [1, 2] })).toEqual([3, 8]);
  });

  test("an initializer that is asked for becomes an input", () => {
    const imported = importModel(model(graph), { variables: new Set(["w"]) });
    expect([...imported.inputs.keys()]).toEqual(["x", "w"]);
    expect(run(imported, { x: [1, 2], w: [5, 6] })).toEqual([5, 12]);
  });

  test.each<[string, TensorProto, number[]]>([
    ["float16 in int32_data", { dims: [2n], dataType: 10, int32Data: [0x3c00, 0xfbff] }, [1, -65504]],
    ["bfloat16 in raw_data", { dims: [2n], dataType: 16, rawData: Uint8Array.of(0x80, 0x3f, 0, 0xc0) }, [1, -2]],
    ["float64", { dims: [1n], dataType: 11, doubleData: [1e300] }, [1e300]],
    ["int8 in int32_data", { dims: [2n], dataType: 3, int32Data: [-5, 7] }, [-5, 7]],
    ["int8 in raw_data", { dims: [2n], dataType: 3, rawData: Uint8Array.of(0xfb, 7) }, [-5, 7]],
    ["uint16", { dims: [1n], dataType: 4, rawData: Uint8Array.of(0xff, 0xff) }, [65535]],
    ["uint32", { dims: [1n], dataType: 12, uint64Data: [4294967295n] }, [4294967295]],
    ["int64 up to 2^53", { dims: [1n], dataType: 7, int64Data: [9007199254740991n] }, [9007199254740991]],
    ["bool", { dims: [2n], dataType: 9, int32Data: [0, 1] }, [0, 1]],
    ["an unaligned float32", { dims: [1n], dataType: 1, rawData: Uint8Array.of(9, 0, 0, 128, 63).subarray(1) }, [1]],
  ])("%s is read", (_what, tensor, expected) => {
    const w = { ...tensor, name: "w" };
    expect(run(importModel(model({ initializer: [w], node: [node("Identity", "w", "y")] })))).toEqual(expected);
  });

  test("a half is rounded after each op", () => {
    const halves = (name: string, x: number): TensorProto => tensorProto(name, "float16", [1], [x]);
    const graph = { initializer: [halves("a", 2048), halves("b", 1)], node: [node("Add", "a b", "y")] };
    // 2049 lies between 2048 and 2050, its neighbours in float16
    expect(run(importModel(model(graph)))).toEqual([2048]);
  });
});

describe("shape arithmetic", () => {
  test("a batch size that is read from the input becomes a number", () => {
    const imported = importModel(
      model({
        input: [valueInfo("x", "float32", ["N", 2, 3])],
        initializer: [tensorProto("first", "int64", [], [0]), ints("axes", 0), ints("rest", -1)],
        node: [
          node("Shape", "x", "shape"),
          node("Gather", "shape first", "batch"),
          node("Unsqueeze", "batch axes", "column"),
          node("Concat", "column rest", "wanted", intAttribute("axis", 0)),
          node("Reshape", "x wanted", "y"),
        ],
      }),
    );
    expect(imported.graph.outputs.get("y")!.shape).toEqual([4, 6]);
    expect(opsOf(imported)).toEqual(["input", "reshape"]);
  });

  test("whole numbers are divided without their fraction, and compared, cast and chosen exactly", () => {
    const imported = importModel(
      model({
        input: [valueInfo("x", "float32", [3, 5])],
        initializer: [ints("two", 2), ints("minus", -7), ints("axes", 0)],
        node: [
          node("Shape", "x", "shape"),
          node("Div", "shape two", "half"),
          node("Div", "minus two", "negative"),
          node("Equal", "half two", "same"),
          node("Where", "same negative half", "chosen"),
          node("Cast", "chosen", "y", intAttribute("to", 1)),
        ],
      }),
    );
    expect(run(imported)).toEqual([1, -3]);
    expect(nodesOf(imported.graph).map(({ op }) => op.name)).toEqual(["constant", "cast"]);
  });

  test("constants of floats keep their nodes, whose roundings matter", () => {
    const imported = importModel(
      model({
        input: [valueInfo("x", "float32", [1])],
        initializer: [numbers("tiny", 1e-10), numbers("one", 1)],
        node: [node("Add", "tiny one", "sum"), node("Sub", "sum x", "y")],
      }),
    );
    expect(opsOf(imported)).toEqual(["constant", "constant", "add", "input", "sub"]);
    expect(run(imported, { x: [1] })).toEqual([0]);
  });

  test("a shape that depends on values makes the node unknown", () => {
    const { unknown } = importModel(
      model({
        input: [valueInfo("x", "float32", [2]), valueInfo("shape", "int64", [1])],
        node: [node("Reshape", "x shape", "y")],
      }),
    );
    expect(unknown[0]!.reason).toBe("its shape depends on values that are not known before it runs");
  });
});

describe("what is not covered", () => {
  const graph: GraphProto = {
    input: [valueInfo("x", "float32", ["N"])],
    node: [node("Wavelet", "x", "w"), node("Exp", "w", "y")],
  };

  test("without a declared shape it has no node, and neither has what reads it", () => {
    const { unknown, graph: ours, tensors } = importModel(model(graph));
    expect(unknown).toHaveLength(1);
    expect(unknown[0]).toMatchObject({
      source: { name: "Wavelet of w", opType: "Wavelet", tensor: "w" },
      reason: "there is no Wavelet here",
    });
    expect([...tensors.keys()]).toEqual(["x"]);
    expect(ours.outputs.size).toBe(0);
  });

  test("with a declared shape it is a node that may give anything, and the graph goes on", () => {
    const imported = importModel(model({ ...graph, valueInfo: [valueInfo("w", "float32", ["N"])] }));
    expect(opsOf(imported)).toEqual(["input", "unknown", "exp"]);
    expect(imported.tensors.get("w")!.shape).toEqual([4]);
  });

  test("an input that is no tensor is named", () => {
    const { unknown } = importModel(
      model({ input: [{ name: "x", type: { sequenceType: {} } }], node: [node("Neg", "x", "y")] }),
    );
    expect(unknown).toEqual([{ source: { name: "x", opType: "input", tensor: "x" }, reason: "it is no tensor" }]);
  });

  test("a text constant is named where it is read", () => {
    const texts: TensorProto = { name: "t", dims: [1n], dataType: 8, stringData: [Uint8Array.of(97)] };
    const { unknown } = importModel(model({ initializer: [texts], node: [node("Neg", "t", "y")] }));
    expect(unknown[0]!.reason).toContain("holds string");
  });
});

const branch = (output: string, ...nodes: readonly NodeProto[]): GraphProto => ({
  node: nodes,
  output: [{ name: output }],
});
const graphAttribute = (name: string, g: GraphProto): AttributeProto => ({ name, g, type: attributeType.graph });

describe("subgraphs and functions", () => {
  const branches = [
    graphAttribute("then_branch", branch("a", node("Neg", "x", "a"))),
    graphAttribute("else_branch", branch("b", node("Abs", "x", "b"))),
  ];
  const input = [valueInfo("x", "float32", [2])];

  test.each([
    [1, [-1, 2]],
    [0, [1, 2]],
  ])("the branch of a condition that is %i is taken", (condition, expected) => {
    const imported = importModel(
      model({
        input,
        initializer: [tensorProto("c", "bool", [], [condition])],
        node: [node("If", "c", "y", ...branches)],
      }),
    );
    expect(run(imported, { x: [1, -2] })).toEqual(expected);
    expect(imported.sources.get(imported.graph.outputs.get("y")!)!.name).toContain("If of y/");
  });

  test("a condition that is not known makes the node unknown", () => {
    const { unknown } = importModel(
      model({ input: [...input, valueInfo("c", "bool", [])], node: [node("If", "c", "y", ...branches)] }),
    );
    expect(unknown[0]!.reason).toContain("its condition depends on values");
  });

  const scaled: ModelProto["functions"] = [
    {
      name: "Scaled",
      domain: "mine",
      input: ["a"],
      output: ["c"],
      attribute: ["slope"],
      attributeProto: [intAttribute("axis", -1)],
      opsetImport: [{ domain: "", version: 17n }],
      node: [
        node("LeakyRelu", "a", "b", { name: "alpha", refAttrName: "slope", type: attributeType.float }),
        node("Softmax", "b", "c", { name: "axis", refAttrName: "axis", type: attributeType.int }),
      ],
    },
  ];
  const call = (...attributes: AttributeProto[]): ModelProto => ({
    ...model({ input, node: [{ ...node("Scaled", "x", "y", ...attributes), domain: "mine" }] }, 17n, {
      functions: scaled,
    }),
    opsetImport: [
      { domain: "", version: 17n },
      { domain: "mine", version: 1n },
    ],
  });

  test("a function of the model is written out with the attributes of the call", () => {
    const imported = importModel(call(floatAttribute("slope", 0.5)));
    expect(opsOf(imported)).toEqual(["input", "leakyRelu", "softmax"]);
    const [a, b] = run(imported, { x: [0, -2] });
    expect(a! / b!).toBeCloseTo(Math.E, 5);
    expect(imported.sources.get(imported.graph.outputs.get("y")!)!).toEqual({
      name: "Scaled of y/Softmax of c",
      opType: "Softmax",
      tensor: "Scaled of y/c",
    });
  });

  test("an attribute that the function does not have is refused", () => {
    expect(() => importModel(call(floatAttribute("slop", 0.5)))).toThrow(DataError);
  });
});

describe("opsets", () => {
  const x = valueInfo("x", "float32", [2, 3, 2]);
  const rows = (opset: bigint): number[][] => {
    const imported = importModel(
      model({ input: [x], node: [node("Softmax", "x", "y", intAttribute("axis", 1))] }, opset),
    );
    const y = run(imported, { x: Array.from({ length: 12 }, () => 0) });
    return [y.slice(0, 6), y.slice(6)];
  };

  test("Softmax is over all axes from its axis on before opset 13, and over that axis alone since", () => {
    expect(rows(11n)[0]!.every((p) => Math.abs(p - 1 / 6) < 1e-6)).toBe(true);
    expect(rows(13n)[0]!.every((p) => Math.abs(p - 1 / 3) < 1e-6)).toBe(true);
  });

  test("axes are an attribute at first, and an input later", () => {
    const old = model({ input: [x], node: [node("Squeeze", "x1", "y", intsAttribute("axes", [0]))] }, 11n);
    const graph = { ...old.graph, input: [valueInfo("x1", "float32", [1, 2])] };
    expect(importModel({ ...old, graph }).graph.outputs.get("y")!.shape).toEqual([2]);
    const later = model({ ...graph, initializer: [ints("axes", 0)], node: [node("Squeeze", "x1 axes", "y")] }, 13n);
    expect(importModel(later).graph.outputs.get("y")!.shape).toEqual([2]);
  });

  test("versions that are not known are refused", () => {
    expect(() => importModel(model({ input: [x], node: [node("Neg", "x", "y")] }, 6n))).toThrow("version 6");
    expect(() => importModel(model({ input: [x], node: [node("Neg", "x", "y")] }, 99n))).toThrow("version 99");
  });
});

test("every node but inputs and initializers says which ONNX node it is part of", () => {
  const imported = importModel(
    model({
      input: [valueInfo("x", "float32", [2, 3])],
      initializer: [numbers("w", 1, 2, 3)],
      node: [node("Mul", "x w", "a"), node("ReduceL2", "a", "b"), node("Softsign", "b", "y")],
    }),
  );
  const sourced = nodesOf(imported.graph).map((n) => [n.op.name, imported.sources.get(n)?.opType ?? null]);
  expect(sourced).toContainEqual(["input", null]);
  expect(sourced).toContainEqual(["constant", null]);
  expect(sourced).toContainEqual(["square", "ReduceL2"]);
  expect(sourced).toContainEqual(["sqrt", "ReduceL2"]);
  expect(sourced).toContainEqual(["abs", "Softsign"]);
  const given = new Set(["w", "x"].map((name) => imported.tensors.get(name)));
  expect(nodesOf(imported.graph).filter((n) => !given.has(n) && !imported.sources.has(n))).toEqual([]);
});

test("an index of a constant outside of its axis is refused with the node's name", () => {
  const graph = {
    input: [valueInfo("x", "float32", [2])],
    initializer: [ints("i", 5)],
    node: [node("Gather", "x i", "y")],
  };
  expect(() => importModel(model(graph))).toThrow("the index 5 is outside an axis of 2 entries");
  try {
    importModel(model(graph));
  } catch (error) {
    expect((error as DataError).detail.where).toBe('node "Gather of y" (Gather)');
  }
});

test("2^63 − 1 as the end of a slice means its end", () => {
  const imported = importModel(
    model({
      input: [valueInfo("x", "float32", [4])],
      initializer: [ints("from", 1), { name: "to", dims: [1n], dataType: 7, int64Data: [2n ** 63n - 1n] }],
      node: [node("Slice", "x from to", "y")],
    }),
  );
  expect(run(imported, { x: [1, 2, 3, 4] })).toEqual([2, 3, 4]);
});

test("weights are not copied out of the file", () => {
  const bytes = new Uint8Array(new Float32Array([1, 2]).buffer);
  const imported = importModel(
    model({ initializer: [{ name: "w", dims: [2n], dataType: 1, rawData: bytes }], node: [node("Neg", "w", "y")] }),
  );
  expect((imported.tensors.get("w")!.attrs as ConstantAttrs).data.buffer).toBe(bytes.buffer);
});
