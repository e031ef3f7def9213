/** @file A clip whose result nothing uses. */

import type { ModelProto, NodeProto } from "../../onnx/wire/onnx.ts";
import { elementType } from "../../onnx/wire/onnx.ts";
import { onnxSubject } from "../onnxSubject.ts";
import type { PatternRule, RuleExample } from "./_rule.ts";

const bounding: ReadonlySet<string> = new Set(["Clip", "Min", "Max"]);

/** y = log x beside a clip of x; `used` makes it the logarithm of the clip. */
function modelWith(used: boolean): ModelProto {
  const float = { tensorType: { elemType: elementType.float, shape: { dim: [{ dimValue: 4n }] } } };
  const bound = (name: string, value: number) => ({ name, dataType: elementType.float, floatData: [value] });
  return {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 13n }],
    graph: {
      name: "unused clip",
      input: [{ name: "x", type: float }],
      output: [{ name: "y", type: float }],
      initializer: [bound("least", 0.1), bound("most", 1)],
      node: [
        { opType: "Clip", name: "Clip", input: ["x", "least", "most"], output: ["bounded"] },
        { opType: "Log", name: "Log", input: [used ? "bounded" : "x"], output: ["y"] },
      ],
    },
  };
}

const exampleOf = (used: boolean): RuleExample => {
  const formula = used ? "y = log(clip(x, 0.1, 1))" : "clip(x, 0.1, 1); y = log(x), x in [0.5, 1]";
  const ranges = { inputs: { x: { lo: 0.5, hi: 1, role: "input" } }, loss: null };
  return { formula, subject: () => onnxSubject({ name: formula, model: modelWith(used), ranges }) };
};

/** Whether every result of the node is neither read nor an output. */
const isUnused = ({ output = [] }: NodeProto, read: ReadonlySet<string>): boolean =>
  output.every((name) => !read.has(name));

export const unusedClip: PatternRule = {
  id: "unused-clip",
  title: "the result of a clip is not used",
  what: "A value is clipped, and what comes after reads the value before the clip. The bounds that were meant protect nothing.",
  why: "clip returns a new value and leaves its operand as it is.",
  remedy: "Use what the clip returns: x = clip(x, lo, hi).",
  severity: "advice",
  references: ["GRIST (FSE 2021), case 59: tf.clip_by_value is called and its result dropped"],
  find: ({ subject: { imported, graph: ours } }) => {
    const graph = imported?.model.graph;
    const [someOutput] = ours.outputs.values();
    const nodes = graph?.node ?? [];
    const read = new Set([
      ...nodes.flatMap(({ input = [] }) => input),
      ...(graph?.output ?? []).map(({ name = "" }) => name),
    ]);
    return nodes.flatMap((proto) => {
      const { opType = "", name, input = [], output = [] } = proto;
      if (!bounding.has(opType) || !isUnused(proto, read)) return [];
      const source = { name: name || (output[0] ?? ""), opType, tensor: output[0] ?? "" };
      const node = imported?.tensors.get(source.tensor) ?? imported?.tensors.get(input[0] ?? "") ?? someOutput!;
      return [
        { node, source, message: "the result of this clip is not used: what comes after reads the value before it" },
      ];
    });
  },
  examples: { bad: exampleOf(false), good: exampleOf(true) },
};
