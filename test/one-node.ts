/** @file One-node ONNX models of the importers' samples, with values for their inputs. */
import type { DType, Value } from "../src/graph/dtype.ts";
import { isFloat, toValue } from "../src/graph/dtype.ts";
import type { Importer, ImportSample, ImportSampleInput } from "../src/onnx/import/_importer.ts";
import { onnxTypes, tensorProto, valueInfo } from "../src/onnx/tensor.ts";
import { encodeMessage } from "../src/onnx/wire/message.ts";
import { type ModelProto, modelTable } from "../src/onnx/wire/onnx.ts";
import type { RandomStream } from "../src/util/philox.ts";
import { sizeOf } from "../src/util/shape.ts";

export interface OneNode {
  readonly model: ModelProto;
  /** Values of the inputs that are no constants, by name. */
  readonly feeds: ReadonlyMap<string, Value>;
  readonly outputs: readonly string[];
}

function drawnValue(
  { shape, dtype = "float32", domain = [-2, 2], edges = [], values }: ImportSampleInput,
  random: RandomStream,
): Value {
  if (values) return toValue(dtype, shape, values);
  const [lo, hi] = domain;
  const drawn = Array.from({ length: sizeOf(shape) }, () => lo + (hi - lo) * random.uniform());
  const whole = drawn.map((x) => (isFloat(dtype) ? x : Math.round(x)));
  return toValue(dtype, shape, [...edges.slice(0, whole.length), ...whole.slice(edges.length)]);
}

/** The version of the standard operators beside a node of another domain. */
const besides = 17;

/** The model; `outputTypes` are the element types that its outputs are declared with. */
export function oneNode(importer: Importer, sample: ImportSample, random: RandomStream): OneNode {
  const values = sample.inputs.map((given, i) => given && { name: `x${i}`, given, value: drawnValue(given, random) });
  const held = values.filter((each) => each !== null);
  const outputs = Array.from({ length: sample.outputs ?? 1 }, (_, i) => `y${i}`);
  const domain = importer.domain ?? "";
  const version = BigInt(sample.opset);
  const model: ModelProto = {
    irVersion: sample.opset > 20 && domain === "" ? 10n : 8n,
    opsetImport: domain
      ? [
          { domain: "", version: BigInt(besides) },
          { domain, version },
        ]
      : [{ domain: "", version }],
    graph: {
      name: "one node",
      node: [
        {
          name: "node",
          opType: importer.opType,
          ...(domain && { domain }),
          input: values.map((each) => each?.name ?? ""),
          output: outputs,
          attribute: sample.attributes ?? [],
        },
      ],
      initializer: held
        .filter(({ given }) => given.constant)
        .map(({ name, value }) => tensorProto(name, value.dtype, value.shape, value.data)),
      input: held
        .filter(({ given }) => !given.constant)
        .map(({ name, value }) => valueInfo(name, value.dtype, value.shape)),
      output: outputs.map((name) => ({ name })),
    },
  };
  const feeds = new Map(held.filter(({ given }) => !given.constant).map(({ name, value }) => [name, value]));
  return { model, feeds, outputs };
}

/** The model's bytes with the types of its outputs, which ONNX Runtime asks for. */
export function typedBytes({ model }: OneNode, types: ReadonlyMap<string, DType>): Uint8Array {
  const graph = model.graph!;
  const output = (graph.output ?? []).map(({ name = "" }) => ({
    name,
    type: { tensorType: { elemType: onnxTypes[types.get(name)!] } },
  }));
  return encodeMessage(modelTable, { ...model, graph: { ...graph, output } });
}
