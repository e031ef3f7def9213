/** @file The logarithm of 0. */
import { clip } from "../../ops/clip.ts";
import { log } from "../../ops/log.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

export const logOfZero: EventRule = {
  id: "log-of-zero",
  title: "log can be taken of 0",
  what: "The operand of log can be 0. The result is −Infinity, and the gradient 1/x is Infinity: after one step every weight is NaN.",
  why: "A probability that comes out of softmax or sigmoid is exactly 0 in float32 where its logit lies 103.98 below the largest (87.34 where subnormals are flushed), and 1 − p is 0 from a logit of 17 on.",
  remedy:
    "Compute the logarithm from the logits: logSoftmax(z) for log(softmax(z)), −softplus(−z) for log(sigmoid(z)), −softplus(z) for log(1 − sigmoid(z)). A clip or an ε stops the Infinity but also the gradient.",
  severity: "error",
  references: [
    "GRIST (FSE 2021): 40 of 79 cases are the logarithm of a softmax",
    "keras#9, tensorflow/models#181, Theano#3162",
  ],
  precedence: 21,
  explain: (observed) =>
    isHazard(observed, ["log", "log1p"], ["-Infinity"])
      ? {
          message: `${observed.event.node.op.name} can be taken of ${observed.event.node.op.name === "log1p" ? "−1" : "0"}: the result is −Infinity`,
          help: "compute it from the logits: logSoftmax(z) for log(softmax(z)), −softplus(−z) for log(sigmoid(z))",
        }
      : null,
  examples: {
    bad: example("log(σ(x)), x in [−200, 0]", { x: { shape: [4], lo: -200, hi: 0 } }, ({ x }) => log(sigmoid(x))),
    good: example("log(clip(x, 1e-7, 1)), x in [0, 1]", { x: { shape: [4], lo: 0, hi: 1 } }, ({ x }) =>
      log(clip(x, 1e-7, 1)),
    ),
  },
};
