/** @file Dropout between the last layer and its softmax. */

import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { cast } from "../../ops/cast.ts";
import { constantLike } from "../../ops/constant.ts";
import { mul } from "../../ops/mul.ts";
import { softmax } from "../../ops/softmax.ts";
import { example } from "./_example.ts";
import { beneath, eachNode } from "./_patterns.ts";
import type { Pattern, PatternRule, RuleContext } from "./_rule.ts";

const logits = { x: { shape: [2, 4], lo: -5, hi: 5 }, keep: { shape: [2, 4], lo: 0, hi: 1, dtype: "uint8" } } as const;

/** Whether it is a mask, or a mask times a number. */
function isMask(node: Node): boolean {
  if (node.op.name === "mul") return node.inputs.some(isMask);
  return node.op.name === "cast" && !isFloat(node.inputs[0]!.dtype) && node.inputs[0]!.op.name === "input";
}

const softmaxes: ReadonlySet<string> = new Set(["Softmax", "LogSoftmax", "SoftmaxCrossEntropyLoss"]);

const message = "dropout acts on the logits: a dropped class gets the logit 0, not the probability 0";

/** Dropout of an ONNX model is no node of the graph where it is not training. */
function inModel({ subject: { imported } }: RuleContext): Pattern[] {
  const nodes = imported?.model.graph?.node ?? [];
  const makers = new Map(nodes.flatMap((node) => (node.output ?? []).map((output) => [output, node] as const)));
  return nodes.flatMap(({ opType = "", input = [], name, output = [] }) => {
    if (!softmaxes.has(opType) || makers.get(input[0] ?? "")?.opType !== "Dropout") return [];
    const tensor = output[0] ?? "";
    const node = imported!.tensors.get(tensor);
    return node ? [{ node, source: { name: name || tensor, opType, tensor }, message }] : [];
  });
}

export const dropoutOnLogits: PatternRule = {
  id: "dropout-on-logits",
  title: "dropout on the logits",
  what: "Dropout is applied between the last layer and its softmax. It sets logits to 0, which is no small probability: the cost jumps about, and the right class is dropped as often as any other.",
  why: "softmax sees 0 for a dropped class, which may be the largest logit of the row.",
  remedy: "Put the dropout before the last layer.",
  severity: "advice",
  references: ["Srivastava et al., Dropout, JMLR 2014, 4: dropout on the inputs and hidden layers"],
  find: (context) => {
    const inGraph = eachNode(context, ({ op, inputs }) => {
      if (op.name !== "softmax" && op.name !== "logSoftmax") return null;
      const below = beneath(inputs[0]!);
      return below.op.name === "mul" && below.inputs.some(isMask) ? message : null;
    });
    return inGraph.length > 0 ? inGraph : inModel(context);
  },
  examples: {
    bad: example("softmax(x · mask / 0.5)", logits, ({ x, keep }) =>
      softmax(mul(x, mul(cast(keep, "float32"), constantLike(x, 2)))),
    ),
    good: example("softmax(x)", logits, ({ x }) => softmax(x)),
  },
};
