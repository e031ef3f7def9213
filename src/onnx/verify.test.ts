import { expect, test } from "vitest";
import { findDefect } from "./verify.ts";
import type { GraphProto, NodeProto } from "./wire/onnx.ts";

const opsetImport = [{ domain: "", version: 21n }];
const defect = (graph: GraphProto): string | null => findDefect({ graph, opsetImport });
const relu = (input: string, output: string, name = `to ${output}`): NodeProto => ({
  name,
  opType: "Relu",
  input: [input],
  output: [output],
});

test("a graph whose names are defined once and before use has no defect", () => {
  const graph = { input: [{ name: "x" }], node: [relu("x", "a"), relu("a", "y")], output: [{ name: "y" }] };
  expect(defect(graph)).toBeNull();
});

test("an initializer may give the default of an input", () => {
  const graph = {
    input: [{ name: "x" }],
    initializer: [{ name: "x" }],
    node: [relu("x", "y")],
    output: [{ name: "y" }],
  };
  expect(defect(graph)).toBeNull();
});

test.each<[string, GraphProto, string]>([
  [
    "a value used before it is defined",
    { input: [{ name: "x" }], node: [relu("a", "y"), relu("x", "a")] },
    'reads "a"',
  ],
  [
    "a value defined twice",
    { input: [{ name: "x" }], node: [relu("x", "a", "1"), relu("x", "a", "2")] },
    '"a" is defined twice',
  ],
  ["an output that nothing computes", { output: [{ name: "y" }] }, '"y" is never computed'],
  [
    "a subgraph that shadows an outer value",
    {
      input: [{ name: "x" }],
      node: [{ opType: "If", output: ["y"], attribute: [{ g: { node: [relu("x", "x")] } }] }],
    },
    '"x" is defined twice',
  ],
])("%s is a defect", (_what, graph, message) => {
  expect(defect(graph)).toContain(message);
});

test("a subgraph reads outer values, and its own are not seen outside", () => {
  const inner = { node: [relu("x", "inside")], output: [{ name: "inside" }] };
  const branch: NodeProto = { name: "if", opType: "If", output: ["y"], attribute: [{ g: inner }] };
  expect(defect({ input: [{ name: "x" }], node: [branch], output: [{ name: "y" }] })).toBeNull();
  expect(defect({ input: [{ name: "x" }], node: [branch, relu("inside", "z")] })).toContain('reads "inside"');
});
