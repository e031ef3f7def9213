/** @file The mean of a loss over labels that may all be ignored is 0/0. */
import { expect, test } from "vitest";
import { analyse } from "../../../ranges/analyse.ts";
import { decodeModel } from "../../decode.ts";
import { valueInfo } from "../../tensor.ts";
import { encodeMessage } from "../../wire/message.ts";
import { type AttributeProto, modelTable } from "../../wire/onnx.ts";
import { importModel } from "../import.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";

/** Ops at which the loss of logits in ±1000 can go wrong. */
function eventsOf(attribute: readonly AttributeProto[]): string[] {
  const bytes = encodeMessage(modelTable, {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 13n }],
    graph: {
      name: "loss",
      node: [{ opType: "SoftmaxCrossEntropyLoss", name: "loss", input: ["x", "t"], output: ["y"], attribute }],
      input: [valueInfo("x", "float32", [4, 3]), valueInfo("t", "int64", [4])],
      output: [{ name: "y" }],
    },
  });
  const { graph, inputs } = importModel(decodeModel(bytes));
  const given = new Map([
    [inputs.get("x")!, { lo: -1000, hi: 1000, nan: false }],
    [inputs.get("t")!, { lo: 0, hi: 2, nan: false }],
  ]);
  return analyse(graph, given).events.map(({ node }) => node.op.name);
}

test("it is safe where no label is ignored", () => {
  expect(eventsOf([])).toEqual([]);
});

test("it can divide by 0 where every label can be ignored", () => {
  expect(eventsOf([intAttribute("ignore_index", 1)])).toEqual(["div"]);
});

test("a sum over what is left is safe", () => {
  expect(eventsOf([intAttribute("ignore_index", 1), textAttribute("reduction", "sum")])).toEqual([]);
});
