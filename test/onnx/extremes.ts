/** @file Seeded damage to models of one node: extreme attributes, constants, shapes, versions and counts of values. */
import {
  type AttributeProto,
  elementType,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "../../src/onnx/wire/onnx.ts";
import type { Below } from "./damage.ts";

const wholes = [0, 1, -1, 2, 3, 5, -2, -3, 7, 100, 70_000, 2 ** 20, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 40, 2 ** 62];
const numbers = [
  0,
  -1,
  1,
  2,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e10,
  -3,
  1e-30,
  65504,
];
const sizes = [0, 1, 2, 3, 5, 100, 70_000, 2 ** 20, 2 ** 30];
const types = Object.values(elementType);

const one = <T>(list: readonly T[], below: Below): T => list[below(list.length)]!;
const whole = (below: Below): bigint => (below(12) === 0 ? -(2n ** 63n) : BigInt(one(wholes, below)));

/** The list with its entry at `index` replaced. */
const replaced = <T>(list: readonly T[], index: number, change: (entry: T) => T): T[] =>
  list.map((entry, i) => (i === index ? change(entry) : entry));

function otherAttribute(attribute: AttributeProto, below: Below): AttributeProto {
  const { i, f, ints, floats } = attribute;
  if (i !== undefined) return { ...attribute, i: whole(below) };
  if (f !== undefined) return { ...attribute, f: one(numbers, below) };
  if (ints && below(3) === 0) return { ...attribute, ints: Array.from({ length: below(7) }, () => whole(below)) };
  if (ints) return { ...attribute, ints: replaced(ints, below(ints.length), () => whole(below)) };
  if (floats) return { ...attribute, floats: replaced(floats, below(floats.length), () => one(numbers, below)) };
  return attribute;
}

function otherConstant(tensor: TensorProto, below: Below): TensorProto {
  const { rawData = new Uint8Array(), dataType } = tensor;
  const data = rawData.slice();
  const view = new DataView(data.buffer);
  const width = dataType === elementType.int64 ? 8 : 4;
  const count = Math.floor(data.length / width);
  if (count === 0) return tensor;
  if (width === 8) view.setBigInt64(width * below(count), whole(below), true);
  else view.setFloat32(width * below(count), one(numbers, below), true);
  if (below(6) > 0) return { ...tensor, rawData: data };
  const kept = below(count + 1);
  return { ...tensor, dims: [BigInt(kept)], rawData: data.slice(0, width * kept) };
}

function otherInput(info: ValueInfoProto, below: Below): ValueInfoProto {
  const { elemType, shape } = info.type!.tensorType!;
  const dims = shape?.dim ?? [];
  const dim = one(
    [
      () => replaced(dims, below(dims.length), () => ({ dimValue: BigInt(one(sizes, below)) })),
      () => Array.from({ length: below(6) }, () => ({ dimValue: BigInt(below(4)) })),
      () => dims.slice(1),
      () => dims,
    ],
    below,
  )();
  const type = below(4) === 0 ? one(types, below) : elemType!;
  return { ...info, type: { tensorType: { elemType: type, shape: { dim } } } };
}

function otherNode(node: NodeProto, below: Below): NodeProto {
  const { input = [], output = [], attribute = [] } = node;
  const kind = below(8);
  if (kind === 0) return { ...node, input: input.slice(0, below(input.length + 1)) };
  if (kind === 1) return { ...node, output: [...output, `more${below(1000)}`] };
  if (kind === 2) return { ...node, attribute: attribute.filter((_, i) => i !== below(attribute.length)) };
  return { ...node, attribute: replaced(attribute, below(attribute.length), (a) => otherAttribute(a, below)) };
}

const changes: readonly ((graph: GraphProto, below: Below) => GraphProto)[] = [
  (graph, below) => ({ ...graph, node: replaced(graph.node ?? [], 0, (node) => otherNode(node, below)) }),
  (graph, below) => {
    const { initializer = [] } = graph;
    return { ...graph, initializer: replaced(initializer, below(initializer.length), (t) => otherConstant(t, below)) };
  },
  (graph, below) => {
    const { input = [] } = graph;
    return { ...graph, input: replaced(input, below(input.length), (info) => otherInput(info, below)) };
  },
];

/** The model with one or two extremes put in, sometimes under another version. */
export function withExtremes(model: ModelProto, below: Below): ModelProto {
  const changed = Array.from({ length: 1 + below(2) }, () => one(changes, below)).reduce(
    (graph, change) => change(graph, below),
    model.graph!,
  );
  const imports = model.opsetImport ?? [];
  const opsetImport =
    below(6) > 0
      ? imports
      : replaced(imports, below(imports.length), (i) => ({ ...i, version: BigInt(7 + below(17)) }));
  return { ...model, graph: changed, opsetImport };
}
