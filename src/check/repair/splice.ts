/** @file Puts replaced values into an ONNX model and leaves everything else as it was. */
import type { Node } from "../../graph/node.ts";
import { Names } from "../../onnx/builder.ts";
import type { ImportedModel } from "../../onnx/import/imported.ts";
import type { Lowered } from "../../onnx/lower.ts";
import type { GraphProto, ModelProto, NodeProto, TensorProto } from "../../onnx/wire/onnx.ts";
import { namesUsed, withoutDead } from "./dead.ts";
import { emit } from "./emit.ts";
import type { Images } from "./images.ts";

export interface Refusal {
  readonly tensor: string;
  readonly reason: string;
}

/** The model with the values of `tensors` replaced by their images, or which of them cannot be, and why. */
export function splice(imported: ImportedModel, images: Images, tensors: readonly string[]): ModelProto | Refusal {
  const { model } = imported;
  const graph = model.graph!;
  const nodes = graph.node ?? [];
  const position = new Map(nodes.flatMap(({ output = [] }, i) => output.map((name) => [name, i] as const)));
  const names = takenNames(graph);
  const context = { names, opset: opsetOf(model), openSizes: new Set(imported.dims.values()) };
  const leaves = inOrder(imported, images, position);
  const values: Lowered = new Map();
  const before = new Map<number, NodeProto[]>();
  const initializers: TensorProto[] = [];
  const renamed = new Map<string, string>();
  let known = 0;
  for (const tensor of tensors.toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))) {
    const at = position.get(tensor);
    if (at === undefined) return { tensor, reason: "it is computed inside a subgraph or a function" };
    for (; known < leaves.length && leaves[known]!.at < at; known++) {
      const { node, name } = leaves[known]!;
      if (!values.has(node)) values.set(node, name);
    }
    const image = images.of.get(tensor)!;
    const emitted = emit(image, tensor, values, context);
    if (typeof emitted === "string") return { tensor, reason: emitted };
    before.set(at, [...(before.get(at) ?? []), ...emitted.nodes]);
    initializers.push(...emitted.initializers);
    renamed.set(tensor, names.claim(`${tensor}.before`));
    values.set(image, tensor);
  }
  const spliced = nodes.flatMap((node, i) => [
    ...(before.get(i) ?? []),
    ...(before.has(i) ? [renameOutputs(node, renamed)] : [node]),
  ]);
  return {
    ...model,
    graph: withoutDead(graph, {
      ...graph,
      node: spliced,
      initializer: [...(graph.initializer ?? []), ...initializers],
    }),
  };
}

interface Leaf {
  readonly name: string;
  readonly node: Node;
  readonly at: number;
}

/** Values of the main graph with their images, in the order in which they are computed; inputs and constants first. */
function inOrder({ tensors }: ImportedModel, images: Images, position: ReadonlyMap<string, number>): Leaf[] {
  return [...tensors.keys()]
    .map((name) => ({ name, node: images.of.get(name)!, at: position.get(name) ?? -1 }))
    .sort((a, b) => a.at - b.at);
}

const renameOutputs = (node: NodeProto, renamed: ReadonlyMap<string, string>): NodeProto => ({
  ...node,
  output: (node.output ?? []).map((name) => renamed.get(name) ?? name),
});

function takenNames(graph: GraphProto): Names {
  const names = new Names();
  const infos = [
    ...(graph.input ?? []),
    ...(graph.output ?? []),
    ...(graph.initializer ?? []),
    ...(graph.valueInfo ?? []),
  ];
  const taken = new Set([...infos.map(({ name = "" }) => name), ...namesUsed(graph)]);
  for (const name of taken) names.claim(name);
  return names;
}

const opsetOf = ({ opsetImport = [] }: ModelProto): number =>
  Number(opsetImport.find(({ domain }) => !domain || domain === "ai.onnx")?.version ?? 0);
