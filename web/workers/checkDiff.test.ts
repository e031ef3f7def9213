import { expect, test } from "vitest";
import { attributeType, type NodeProto } from "../../src/onnx/wire/onnx.ts";
import { nodeDiff } from "./checkDiff.ts";

const node = (opType: string, input: string[], output: string, attribute: NodeProto["attribute"] = []): NodeProto => ({
  opType,
  input,
  output: [output],
  attribute,
});
const axis = { name: "axis", i: -1n, type: attributeType.int };
const gemm = node("Gemm", ["x", "W", ""], "z");
const neg = node("Neg", ["y"], "cost");

test("nodes that are gone and those in their place stand together, the others nowhere", () => {
  const before = { node: [gemm, node("Softmax", ["z"], "p", [axis]), node("Log", ["p"], "y"), neg] };
  const after = { node: [gemm, node("LogSoftmax", ["z"], "y", [axis]), neg] };
  expect(nodeDiff(before, after)).toEqual([
    { sign: "-", text: "p = Softmax(z, axis=-1)" },
    { sign: "-", text: "y = Log(p)" },
    { sign: "+", text: "y = LogSoftmax(z, axis=-1)" },
  ]);
});

test("two places are told in the order of the graph", () => {
  const before = { node: [node("Exp", ["x"], "a"), gemm, node("Log", ["z"], "b")] };
  const after = { node: [node("Abs", ["x"], "a"), gemm, node("Sqrt", ["z"], "b")] };
  expect(nodeDiff(before, after).map(({ sign, text }) => `${sign} ${text}`)).toEqual([
    "- a = Exp(x)",
    "+ a = Abs(x)",
    "- b = Log(z)",
    "+ b = Sqrt(z)",
  ]);
});

test("a model that is left as it is has no difference", () => {
  expect(nodeDiff({ node: [gemm, neg] }, { node: [gemm, neg] })).toEqual([]);
});
