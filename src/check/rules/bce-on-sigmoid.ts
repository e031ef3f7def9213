/** @file Binary cross-entropy on the output of a sigmoid. */
import type { Node } from "../../graph/node.ts";
import { scalarLike } from "../../ops/_elementwise.ts";
import { log } from "../../ops/log.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { softplus } from "../../ops/softplus.ts";
import { sub } from "../../ops/sub.ts";
import { example } from "./_example.ts";
import { beneath, eachNode, uniform } from "./_patterns.ts";
import type { PatternRule, RuleContext } from "./_rule.ts";

const logits = { x: { shape: [4], lo: -5, hi: 5 } } as const;

/** Whether it is σ(z), 1 − σ(z), or one of them with a clip or an added constant. */
function isSigmoid(node: Node, context: RuleContext): boolean {
  const at = beneath(node);
  const [a, b] = at.inputs;
  switch (at.op.name) {
    case "sigmoid":
      return true;
    case "clip":
    case "maximum":
      return isSigmoid(a!, context);
    case "sub":
      return uniform(a!, context) !== null && isSigmoid(b!, context);
    case "add":
      return (
        (uniform(a!, context) !== null && isSigmoid(b!, context)) ||
        (uniform(b!, context) !== null && isSigmoid(a!, context))
      );
    default:
      return false;
  }
}

export const bceOnSigmoid: PatternRule = {
  id: "bce-on-sigmoid",
  title: "the logarithm of a sigmoid",
  what: "A sigmoid is computed and the logarithm of it, or of 1 minus it, taken. In the stated ranges it stays finite; a logit of 17 is enough for log(0), and a clip stops the gradient where it acts.",
  why: "1 − σ(z) is exactly 0 in float32 from z = 16.64 on, σ(z) from z = −103.98 down.",
  remedy: "−softplus(−z) for log σ(z) and −softplus(z) for log(1 − σ(z)), or a binary cross-entropy on logits.",
  severity: "advice",
  references: ["GRIST (FSE 2021), cases 9, 26, 33, 37, 38, 53 and 56", "PyTorch BCEWithLogitsLoss documentation"],
  find: (context) =>
    eachNode(context, (node) =>
      node.op.name === "log" && isSigmoid(node.inputs[0]!, context)
        ? "the logarithm of a sigmoid loses what softplus of the logit keeps"
        : null,
    ),
  examples: {
    bad: example("log(1 − σ(x)), x in [−5, 5]", logits, ({ x }) => log(sub(scalarLike(x, 1), sigmoid(x)))),
    good: example("−softplus(x), x in [−5, 5]", logits, ({ x }) => neg(softplus(x))),
  },
};
