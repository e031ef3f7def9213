import { describe, expect, test } from "vitest";
import { fixtureModel } from "../../../test/onnx-fixtures.ts";
import { decodeModel } from "../../onnx/decode.ts";
import { tensorProto, valueInfo } from "../../onnx/tensor.ts";
import { encodeMessage } from "../../onnx/wire/message.ts";
import { attributeType, type GraphProto, type ModelProto, modelTable, type NodeProto } from "../../onnx/wire/onnx.ts";
import { check, isFailure } from "../check.ts";
import { type OnnxModel, onnxSubject } from "../onnxSubject.ts";
import { confirmOnOnnxRuntime } from "./node/onnxRuntime.ts";
import { type Repair, repair } from "./repair.ts";

const repaired = (given: OnnxModel): Promise<Repair> =>
  repair(given, check(onnxSubject(given)), { confirm: confirmOnOnnxRuntime });

const nodesOf = ({ graph }: ModelProto): readonly NodeProto[] => graph?.node ?? [];
const opsOf = (model: ModelProto): string[] => nodesOf(model).map(({ opType = "" }) => opType);

/** exp(x) / Σ exp(x) over axis 1 of three. */
function naiveSoftmaxOverRows(opset: number): OnnxModel {
  const axes = opset < 13 ? { attribute: [{ name: "axes", ints: [1n], type: attributeType.ints }] } : {};
  const node: NodeProto[] = [
    { name: "exp", opType: "Exp", input: ["x"], output: ["e"] },
    { name: "sum", opType: "ReduceSum", input: opset < 13 ? ["e"] : ["e", "axes"], output: ["s"], ...axes },
    { name: "div", opType: "Div", input: ["e", "s"], output: ["y"] },
  ];
  const graph: GraphProto = {
    name: "rows",
    node,
    initializer: opset < 13 ? [] : [tensorProto("axes", "int64", [1], [1])],
    input: [valueInfo("x", "float32", ["N", 3, 2])],
    output: [valueInfo("y", "float32", ["N", 3, 2])],
  };
  const model: ModelProto = { irVersion: 7n, opsetImport: [{ domain: "", version: BigInt(opset) }], graph };
  return { name: "rows", model, ranges: { inputs: { x: { lo: -100, hi: 100, role: "input" } }, loss: null } };
}

describe("repair", () => {
  test.each([
    ["log-of-softmax", "LogSoftmax", "Log"],
    ["naive-softmax", "Softmax", "Exp"],
    ["attention-naive-softmax", "Softmax", "Exp"],
    ["naive-sigmoid", "Sigmoid", "Exp"],
    ["logsigmoid-exported", "Exp", "Sigmoid"],
    ["cnn-naive-log-sum-exp", "ReduceMax", "Softmax"],
    ["flush-sqrt-of-exp", "Mul", "Sqrt"],
  ])("%s: %s takes the place of %s and no defect remains", async (name, now, before) => {
    const given = fixtureModel(`defects/${name}.onnx`);
    const { bytes, remaining, refused } = await repaired(given);
    expect(remaining.filter(isFailure)).toEqual([]);
    expect(refused).toEqual([]);
    const ops = opsOf(decodeModel(bytes!));
    expect(ops).toContain(now);
    expect(ops).not.toContain(before);
  });

  test("each place says which findings it mends", async () => {
    const { applied, gone } = await repaired(fixtureModel("defects/naive-softmax.onnx"));
    expect(applied).toHaveLength(1);
    expect(applied[0]!.mends).toEqual(gone);
    expect(gone.map(({ rule }) => rule)).toEqual(["exp-overflow", "division-by-zero"]);
  });

  test("what is not rewritten stays byte for byte: nodes, weights, names and metadata", async () => {
    const given = fixtureModel("defects/log-of-softmax.onnx");
    const model: ModelProto = {
      ...given.model,
      producerVersion: "of the user",
      metadataProps: [{ key: "made", value: "by hand" }],
    };
    const { bytes, applied } = await repaired({ ...given, model });
    expect(applied.map(({ source }) => source.opType)).toEqual(["Log"]);
    const after = decodeModel(bytes!);
    const bytesOf = (one: ModelProto): string => Buffer.from(encodeMessage(modelTable, one)).toString("hex");
    const emptied = (one: ModelProto): ModelProto => ({ ...one, graph: { ...one.graph, node: [], valueInfo: [] } });
    expect(bytesOf(emptied(after))).toBe(bytesOf(emptied(model)));
    const kept = nodesOf(model).filter(({ opType }) => opType !== "Softmax" && opType !== "Log");
    expect(nodesOf(after).filter(({ opType }) => opType !== "LogSoftmax")).toEqual(kept);
  });

  test("a node that nothing used before stays, with what it reads", async () => {
    const given = fixtureModel("defects/log-of-softmax.onnx");
    const softmax = nodesOf(given.model).find(({ opType }) => opType === "Softmax")!;
    const idle: NodeProto = { name: "idle", opType: "Neg", input: [softmax.output![0]!], output: ["nobody"] };
    const graph = { ...given.model.graph, node: [...nodesOf(given.model), idle] };
    const { bytes } = await repaired({ ...given, model: { ...given.model, graph } });
    expect(opsOf(decodeModel(bytes!))).toEqual(expect.arrayContaining(["LogSoftmax", "Softmax", "Neg"]));
    expect(opsOf(decodeModel(bytes!))).not.toContain("Log");
  });

  test("before opset 13 softmax along an inner axis has no form, and is refused with the reason", async () => {
    const given = naiveSoftmaxOverRows(11);
    const { bytes, refused } = await repaired(given);
    expect(bytes).toBeNull();
    expect(refused[0]!.reason).toContain("opset 13");
    expect((await repaired(naiveSoftmaxOverRows(13))).bytes).not.toBeNull();
  });

  test("a rewrite that drops an epsilon is left alone where one without it is enough", async () => {
    const { applied } = await repaired(fixtureModel("defects/naive-softmax.onnx"));
    expect(applied.map(({ rules, note }) => [rules, note])).toEqual([[["softmax-by-hand"], null]]);
  });

  test("a model without a rewrite for its defect is left as it is, with its findings", async () => {
    const { bytes, gone, remaining, applied } = await repaired(fixtureModel("defects/empty-mask.onnx"));
    expect(bytes).toBeNull();
    expect(gone).toEqual([]);
    expect(applied).toEqual([]);
    expect(remaining.some(isFailure)).toBe(true);
  });

  test("a healthy model is left as it is", async () => {
    const { bytes, applied, refused } = await repaired(fixtureModel("healthy/mlp-log-softmax.onnx"));
    expect([bytes, applied, refused]).toEqual([null, [], []]);
  });

  test("a rewrite that only moves the defect is refused with the reason", async () => {
    const { bytes, refused } = await repaired(fixtureModel("defects/log-of-relu.onnx"));
    expect(bytes).toBeNull();
    expect(refused[0]!.reason).toContain("another finding: log-of-zero");
  });
});
