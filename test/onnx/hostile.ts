/** @file Hand-made files that mean harm: each with a part of what is said about it. */
import { encodeMessage } from "../../src/onnx/wire/message.ts";
import {
  type AttributeProto,
  attributeType,
  elementType,
  type GraphProto,
  type ModelProto,
  modelTable,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "../../src/onnx/wire/onnx.ts";

export interface Hostile {
  readonly what: string;
  readonly bytes: Uint8Array;
  /** Part of the error; for a file that is read, part of the reason why a node of it is unknown, or "read". */
  readonly says: string;
  readonly is: "refused" | "unknown" | "read";
}

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").filter(Boolean), (byte) => Number.parseInt(byte, 16));

const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

const opset = (version = 17n) => [{ domain: "", version }];
const encoded = (graph: GraphProto, model: Partial<ModelProto> = {}): Uint8Array =>
  encodeMessage(modelTable, { irVersion: 8n, opsetImport: opset(), graph, ...model });

const value = (name: string, dims: readonly (bigint | string)[] = [2n], elemType: number = elementType.float) =>
  ({
    name,
    type: {
      tensorType: {
        elemType,
        shape: { dim: dims.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d })) },
      },
    },
  }) satisfies ValueInfoProto;
const node = (opType: string, input: readonly string[], output: readonly string[], ...attribute: AttributeProto[]) =>
  ({ name: `the ${opType}`, opType, input, output, attribute }) satisfies NodeProto;
const int = (name: string, i: bigint): AttributeProto => ({ name, i, type: attributeType.int });
const int64s = (name: string, ...numbers: readonly bigint[]): TensorProto => ({
  name,
  dims: [BigInt(numbers.length)],
  dataType: elementType.int64,
  int64Data: numbers,
});
const scalarInt = (name: string, x: bigint): TensorProto => ({ name, dataType: elementType.int64, int64Data: [x] });
const graphAttribute = (name: string, g: GraphProto): AttributeProto => ({ name, g, type: attributeType.graph });

/** A model of one node "y" of the input x and constants. */
const one = (opType: string, constants: readonly TensorProto[], ...attribute: AttributeProto[]): Uint8Array =>
  encoded({
    input: [value("x", [2n, 3n])],
    initializer: constants,
    node: [node(opType, ["x", ...constants.map(({ name = "" }) => name)], ["y"], ...attribute)],
    output: [{ name: "y" }],
  });
/** The same without x. */
const ofConstants = (opType: string, constants: readonly TensorProto[], ...attribute: AttributeProto[]): Uint8Array =>
  encoded({
    initializer: constants,
    node: [
      node(
        opType,
        constants.map(({ name = "" }) => name),
        ["y"],
        ...attribute,
      ),
    ],
    output: [{ name: "y" }],
  });
/** A model that passes the constant "w" on. */
const withConstant = (w: TensorProto): Uint8Array =>
  encoded({ initializer: [{ name: "w", ...w }], node: [node("Neg", ["w"], ["y"])], output: [{ name: "y" }] });
const withNodes = (...nodes: readonly NodeProto[]): Uint8Array =>
  encoded({ input: [value("x")], node: nodes, output: [{ name: "y" }] });

const refused = (what: string, says: string, bytes: Uint8Array): Hostile => ({ what, bytes, says, is: "refused" });
const unknown = (what: string, says: string, bytes: Uint8Array): Hostile => ({ what, bytes, says, is: "unknown" });
const read = (what: string, bytes: Uint8Array): Hostile => ({ what, bytes, says: "read", is: "read" });

const bytesOfTheWire: readonly Hostile[] = [
  refused("an empty file", "no graph", hex("")),
  refused("zeros", "field number 0", new Uint8Array(1000)),
  refused("ones", "a length or field tag is above", new Uint8Array(1000).fill(0xff)),
  refused(
    "a text",
    "99 bytes are announced",
    Uint8Array.from("import torch\nprint(1)\n", (c) => c.charCodeAt(0)),
  ),
  refused("a graph that is a number", "ModelProto.graph has wire type 0", hex("38 01")),
  refused("a graph of 4 bytes", "ModelProto.graph has wire type 5", hex("3d 00 00 00 00")),
  refused("a graph of 8 bytes", "ModelProto.graph has wire type 1", hex("39 00 00 00 00 00 00 00 00")),
  refused("a version that is a text", "ModelProto.irVersion has wire type 2", hex("0a 01 61")),
  refused("an opset that is a number", "ModelProto.opsetImport has wire type 0", hex("40 01")),
  refused("a node's name that is a number", "NodeProto.name has wire type 0", hex("3a 04 0a 02 18 01")),
  refused("dimensions of 4 bytes", "TensorProto.dims has wire type 5", hex("3a 07 2a 05 0d 01 00 00 00")),
  refused("raw data that is a number", "TensorProto.rawData has wire type 0", hex("3a 04 2a 02 48 01")),
  refused(
    "a float of 8 bytes",
    "AttributeProto.f has wire type 1",
    hex("3a 0d 0a 0b 2a 09 11 00 00 00 00 00 00 f0 3f"),
  ),
  refused("the start of a group", "wire type 3", hex("fb 06 01")),
  refused("the end of a group", "wire type 4", hex("fc 06 01")),
  refused("wire type 6", "wire type 6", hex("fe 06")),
  refused("wire type 7", "wire type 7", hex("ff 06")),
  refused("a number of eleven bytes", "more than 64 bits", hex("08 80 80 80 80 80 80 80 80 80 80 01")),
  refused("a number of 65 bits", "more than 64 bits", hex("08 ff ff ff ff ff ff ff ff ff 03")),
  refused("a tag of six bytes", "longer than five bytes", hex("88 80 80 80 80 00 01")),
  refused("field number 0", "field number 0", hex("02 00")),
  refused("a length of 2 GiB", "a length or field tag is above", hex("12 80 80 80 80 08")),
  refused("a length of 4 GiB", "a length or field tag is above", hex("12 ff ff ff ff 0f")),
  refused("a length beyond the file", "2147483647 bytes are announced", hex("3a ff ff ff ff 07")),
  refused("a length beyond its message", "bytes are announced", hex("3a 03 0a 7f 00 00 00 00")),
  refused("a number without an end", "1 bytes are announced and 0", hex("08 ff ff")),
  refused("half a fixed number", "8 bytes are announced", hex("f9 06 00 00")),
  refused("packed floats of three bytes", "4 bytes are announced", hex("3a 07 2a 05 22 03 00 00 00")),
  refused("packed doubles of four bytes", "8 bytes are announced", hex("3a 08 2a 06 52 04 00 00 00 00")),
  refused("packed numbers that do not end", "bytes are announced", hex("3a 06 2a 04 3a 02 01 80")),
  refused("a name that is not UTF-8", "not valid UTF-8", hex("3a 04 12 02 c3 28")),
  refused("a name in overlong UTF-8", "not valid UTF-8", hex("3a 04 12 02 c0 80")),
  refused("a name with a surrogate", "not valid UTF-8", hex("3a 05 12 03 ed a0 80")),
  refused("a name beyond Unicode", "not valid UTF-8", hex("3a 06 12 04 f4 90 80 80")),
  refused("two graphs", "ModelProto.graph occurs twice", hex("3a 00 3a 00")),
  refused("a type of more than 32 bits", "does not fit into 32 bits", hex("3a 0a 2a 08 10 ff ff ff ff ff ff 7f")),
  refused(
    "a million messages after a million",
    "more messages",
    new Uint8Array(5_000_000).map((_, i) => (i % 2 ? 0 : 0x72)),
  ),
];

function nestedGraphs(depth: number): GraphProto {
  let graph: GraphProto = { node: [node("Neg", ["x"], ["y0"])], output: [{ name: "y0" }] };
  for (let i = 1; i <= depth; i++) {
    const branches = [graphAttribute("then_branch", graph), graphAttribute("else_branch", {})];
    graph = { node: [node("If", ["always"], [`y${i}`], ...branches)], output: [{ name: `y${i}` }] };
  }
  return graph;
}

/** A type of a sequence of a sequence of … */
function nestedType(depth: number): Uint8Array {
  let type: Uint8Array = new Uint8Array();
  const lengthOf = (n: number): Uint8Array =>
    n < 128 ? Uint8Array.of(n) : Uint8Array.of((n % 128) + 128, Math.floor(n / 128));
  for (let i = 0; i < depth; i++) {
    const element = join(hex("0a"), lengthOf(type.length), type);
    type = join(hex("22"), lengthOf(element.length), element);
  }
  const info = join(hex("12"), lengthOf(type.length), type);
  const graph = join(hex("5a"), lengthOf(info.length), info);
  return join(hex("3a"), lengthOf(graph.length), graph);
}

const always: TensorProto = { name: "always", dataType: elementType.bool, int32Data: [1] };

/** Function i calls function i + 1 twice. */
const doubling = (count: number): Partial<ModelProto> => ({
  opsetImport: [...opset(), { domain: "f", version: 1n }],
  functions: Array.from({ length: count }, (_, i) => ({
    name: `f${i}`,
    domain: "f",
    input: ["a"],
    output: ["c"],
    opsetImport: [...opset(), { domain: "f", version: 1n }],
    node:
      i === count - 1
        ? [node("Neg", ["a"], ["c"])]
        : [
            { ...node(`f${i + 1}`, ["a"], ["b"]), domain: "f" },
            { ...node(`f${i + 1}`, ["b"], ["c"]), domain: "f" },
          ],
  })),
});

const calls = (name: string): GraphProto => ({
  input: [value("x")],
  node: [{ ...node(name, ["x"], ["y"]), domain: "f" }],
  output: [{ name: "y" }],
});

const callingItself: Partial<ModelProto> = {
  opsetImport: [...opset(), { domain: "f", version: 1n }],
  functions: [
    {
      name: "f0",
      domain: "f",
      input: ["a"],
      output: ["b"],
      opsetImport: [{ domain: "f", version: 1n }],
      node: [{ ...node("f0", ["a"], ["b"]), domain: "f" }],
    },
  ],
};

const graphs: readonly Hostile[] = [
  refused("graphs 200 deep", "nested deeper", encoded(nestedGraphs(200))),
  refused("types 100 deep", "nested deeper", nestedType(100)),
  read("graphs 15 deep", encoded({ ...nestedGraphs(15), input: [value("x")], initializer: [always] })),
  refused("a cycle", 'reads "b"', withNodes(node("Neg", ["b"], ["a"]), node("Neg", ["a"], ["b"]))),
  refused("a node that reads itself", 'reads "y"', withNodes(node("Neg", ["y"], ["y"]))),
  refused(
    "a value computed twice",
    'value "y" is defined twice',
    withNodes(node("Neg", ["x"], ["y"]), node("Abs", ["x"], ["y"])),
  ),
  refused("an output of a node twice", 'value "y" is defined twice', withNodes(node("Split", ["x"], ["y", "y"]))),
  refused(
    "a constant twice",
    'constant "w" is defined twice',
    encoded({ initializer: [int64s("w", 1n), int64s("w", 2n)] }),
  ),
  refused("an input twice", 'value "x" is defined twice', encoded({ input: [value("x"), value("x")] })),
  refused("an input without a name", "has no name", encoded({ input: [value("")] })),
  refused("an output that nothing computes", "never computed", withNodes()),
  refused("a constant that is not there", 'reads "w"', withNodes(node("Add", ["x", "w"], ["y"]))),
  refused("no versions", "no version of its operators", encoded({}, { opsetImport: [] })),
  refused("version 1", "version 1 of the ONNX", encoded({}, { opsetImport: opset(1n) })),
  refused("version 10^12", "version 1000000000000", encoded({}, { opsetImport: opset(10n ** 12n) })),
  refused("version −1", "version -1", encoded({}, { opsetImport: opset(-1n) })),
  refused("two versions", "two versions", encoded({}, { opsetImport: [...opset(13n), ...opset(17n)] })),
  refused(
    "a domain without a version",
    'domain "elsewhere"',
    withNodes({ ...node("F", ["x"], ["y"]), domain: "elsewhere" }),
  ),
  refused("a node without a type", "no op_type", withNodes({ input: ["x"], output: ["y"] })),
  refused("a function that calls itself", "nested deeper than", encoded(calls("f0"), callingItself)),
  refused("functions that double 30 times", "more than 60000 nodes", encoded(calls("f0"), doubling(30))),
  refused(
    "a subgraph with another number of inputs",
    "takes 1 inputs",
    encoded({
      initializer: [always],
      node: [
        node(
          "If",
          ["always"],
          ["y"],
          graphAttribute("then_branch", { input: [value("a")], output: [{ name: "a" }] }),
          graphAttribute("else_branch", {}),
        ),
      ],
      output: [{ name: "y" }],
    }),
  ),
  read(
    "a chain of 30,000 nodes",
    withNodes(
      node("Neg", ["x"], ["v0"]),
      ...Array.from({ length: 30_000 }, (_, i) => ({ opType: "Neg", input: [`v${i}`], output: [`v${i + 1}`] })),
      node("Neg", ["v30000"], ["y"]),
    ),
  ),
  read("a sum of 20,000 values", withNodes(node("Sum", new Array<string>(20_000).fill("x"), ["y"]))),
];

const external = (entries: Record<string, string>): Uint8Array =>
  withConstant({
    dims: [2n],
    dataType: elementType.float,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, text]) => ({ key, value: text })),
  });

const float = elementType.float;
const tensors: readonly Hostile[] = [
  refused("a dimension of −1", "dimension of -1", withConstant({ dims: [-1n], dataType: float, floatData: [1] })),
  refused(
    "a dimension of 2^62",
    "dimension of 4611686018427388000",
    withConstant({ dims: [2n ** 62n], dataType: float }),
  ),
  refused("a size of 2^93", "elements", withConstant({ dims: [2n ** 31n, 2n ** 31n, 2n ** 31n], dataType: float })),
  refused("2 GB announced, none there", "elements", withConstant({ dims: [2n ** 29n], dataType: float })),
  refused(
    "1000 dimensions",
    "1000 dimensions",
    withConstant({ dims: new Array<bigint>(1000).fill(1n), dataType: float }),
  ),
  refused(
    "too few bytes",
    "3 bytes of raw_data",
    withConstant({ dims: [1n], dataType: float, rawData: new Uint8Array(3) }),
  ),
  refused(
    "too many bytes",
    "8 bytes of raw_data",
    withConstant({ dims: [1n], dataType: float, rawData: new Uint8Array(8) }),
  ),
  refused("too many numbers", "has 3 elements", withConstant({ dims: [2n], dataType: float, floatData: [1, 2, 3] })),
  refused("numbers of another type", "has 0 elements", withConstant({ dims: [1n], dataType: float, doubleData: [1] })),
  refused(
    "elements twice",
    "gives its elements twice",
    withConstant({ dims: [1n], dataType: float, floatData: [1], rawData: new Uint8Array(4) }),
  ),
  unknown("texts", "string", withConstant({ dims: [1n], dataType: elementType.string, stringData: [hex("61")] })),
  unknown("no element type", "elements of no type", withConstant({ dims: [1n], floatData: [1] })),
  unknown("element type 99", "element type 99", withConstant({ dims: [1n], dataType: 99, rawData: hex("00") })),
  refused("data elsewhere without a reader", "lies in another file", external({ location: "w.bin" })),
  refused("data nowhere", "external_data names none", external({})),
  refused("data elsewhere at a place that is no number", "no whole number", external({ location: "w", offset: "1e9" })),
  refused("data elsewhere of another length", "announces 4", external({ location: "w", length: "4" })),
  refused(
    "an input of 2^62 elements",
    'input "x" has 4611686018427388000 elements',
    encoded({ input: [value("x", [2n ** 31n, 2n ** 31n])] }),
  ),
  refused("an input of 2^63 − 1 entries", "dimension of", encoded({ input: [value("x", [2n ** 63n - 1n])] })),
  refused(
    "an input of 70 dimensions",
    "70 dimensions",
    encoded({ input: [value("x", new Array<string>(70).fill("n"))] }),
  ),
];

const doublings = (count: number): Uint8Array =>
  withNodes(
    ...Array.from({ length: count }, (_, i) =>
      node("Concat", i === 0 ? ["x", "x"] : [`v${i}`, `v${i}`], [i === count - 1 ? "y" : `v${i + 1}`], int("axis", 0n)),
    ),
  );

/** A million whole numbers, added up 200 times. */
const longFolding = encoded({
  initializer: [int64s("shape", 2n ** 20n), int64s("one", 1n)],
  node: [
    node("ConstantOfShape", ["shape"], ["v0"], { name: "value", t: int64s("", 1n), type: attributeType.tensor }),
    ...Array.from({ length: 200 }, (_, i) => node("Add", [`v${i}`, "one"], [`v${i + 1}`])),
  ],
  output: [{ name: "v200" }],
});

const ops: readonly Hostile[] = [
  refused(
    "a constant of 2^60 elements",
    "elements",
    ofConstants("ConstantOfShape", [int64s("s", 2n ** 30n, 2n ** 30n)]),
  ),
  refused("a constant of −1 elements", "dimension of -1", ofConstants("ConstantOfShape", [int64s("s", -1n)])),
  refused("2^40 tiles", "elements", one("Tile", [int64s("r", 2n ** 20n, 2n ** 20n)])),
  refused("−1 tiles", "-1 times", one("Tile", [int64s("r", 1n, -1n)])),
  refused("an expansion to 2^59 elements", "dimension of", one("Expand", [int64s("s", 2n ** 58n, 2n, 3n)])),
  refused(
    "a range of 2^40 numbers",
    "1099511627776 elements",
    ofConstants("Range", [scalarInt("a", 0n), scalarInt("b", 2n ** 40n), scalarInt("c", 1n)]),
  ),
  refused(
    "a range of step 0",
    "step of 0",
    ofConstants("Range", [scalarInt("a", 0n), scalarInt("b", 9n), scalarInt("c", 0n)]),
  ),
  refused("a value doubled 60 times", "elements", doublings(60)),
  read("200 sums of a million whole numbers", longFolding),
  unknown("a shape with −2", "cannot become", one("Reshape", [int64s("s", -2n, 3n)])),
  unknown("a shape with two open dimensions", "cannot become", one("Reshape", [int64s("s", -1n, -1n)])),
  refused(
    "a slice of step 0",
    "a step is 0",
    one("Slice", [int64s("a", 0n), int64s("b", 1n), int64s("c", 0n), int64s("d", 0n)]),
  ),
  refused("a slice of lists that differ", "differ in length", one("Slice", [int64s("a", 0n, 1n), int64s("b", 1n)])),
  unknown(
    "a slice of axis 9",
    "axis 9 does not exist",
    one("Slice", [int64s("a", 0n), int64s("b", 1n), int64s("c", 9n)]),
  ),
  unknown(
    "a permutation with an axis twice",
    "no permutation",
    one("Transpose", [], { name: "perm", ints: [0n, 0n], type: attributeType.ints }),
  ),
  refused("an index outside", "index 7 is outside", one("Gather", [int64s("i", 7n)])),
  refused("an index of 2^63 − 1", "is outside an axis", one("Gather", [int64s("i", 2n ** 63n - 1n)])),
  refused(
    "an attribute of another type",
    '"axis" is not a whole number',
    one("Softmax", [], { name: "axis", f: 1, type: 1 }),
  ),
  refused(
    "an attribute of two types",
    '"axis" is not a whole number',
    one("Softmax", [], { name: "axis", i: 1n, type: 1 }),
  ),
  refused("an attribute twice", '"axis" twice', one("Softmax", [], int("axis", 0n), int("axis", 1n))),
  refused("an attribute without a name", "without a name", one("Softmax", [], int("", 0n))),
  refused("a concatenation without an axis", 'no attribute "axis"', one("Concat", [])),
  refused("a sum of nothing", "no inputs", withNodes(node("Sum", [], ["y"]))),
  refused("a product of one matrix", "no input 1", one("MatMul", [])),
  refused("a second output of Neg", "an output 1", withNodes(node("Neg", ["x"], ["y", "z"]))),
  refused("a branch that is missing", 'no attribute "then_branch"', ofConstants("If", [always])),
  unknown(
    "shapes that do not fit",
    "do not broadcast",
    one("Add", [{ name: "w", dims: [5n], dataType: float, floatData: [1, 2, 3, 4, 5] }]),
  ),
  unknown("an axis of 2^62", "does not exist", one("Softmax", [], int("axis", 2n ** 62n))),
  unknown("a million new axes", "does not exist", one("Unsqueeze", [int64s("a", 10n ** 6n)])),
];

export const hostileFiles: readonly Hostile[] = [...bytesOfTheWire, ...graphs, ...tensors, ...ops];
