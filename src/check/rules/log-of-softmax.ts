/** @file The logarithm of a softmax. */
import type { Node } from "../../graph/node.ts";
import { log } from "../../ops/log.ts";
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { softmax } from "../../ops/softmax.ts";
import { example } from "./_example.ts";
import { beneath, eachNode } from "./_patterns.ts";
import type { PatternRule } from "./_rule.ts";

const logits = { x: { shape: [2, 4], lo: -5, hi: 5 } } as const;

/** Through clips and added constants. */
function guarded(node: Node): Node {
  const at = beneath(node);
  return at.op.name === "clip" || at.op.name === "maximum" ? guarded(at.inputs[0]!) : at;
}

export const logOfSoftmax: PatternRule = {
  id: "log-of-softmax",
  title: "the logarithm of a softmax",
  what: "A softmax is computed and its logarithm taken. In the stated ranges it stays finite; with wider logits it will not, and a clip stops the gradient where it acts.",
  why: "softmax underflows to 0 for a logit 103.98 below the largest in float32 (87.34 with subnormals flushed), and loses all digits of small probabilities before.",
  remedy: "logSoftmax(z), or a cross-entropy on logits.",
  severity: "advice",
  references: ["keras#1368, #17634", "onnx#115: LogSoftmax was added because the gradient is unstable otherwise"],
  find: (context) =>
    eachNode(context, (node) =>
      node.op.name === "log" && guarded(node.inputs[0]!).op.name === "softmax"
        ? "the logarithm of a softmax loses what logSoftmax keeps"
        : null,
    ),
  examples: {
    bad: example("log(softmax(x)), x in [−5, 5]", logits, ({ x }) => log(softmax(x))),
    good: example("logSoftmax(x), x in [−5, 5]", logits, ({ x }) => logSoftmax(x)),
  },
};
