/** @file randomUniform: uniform random numbers. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { draw, type RandomAttrs } from "./_random.ts";

export interface RandomUniformAttrs extends RandomAttrs {
  readonly low: number;
  readonly high: number;
}

export const randomUniformOp: OpDef<RandomUniformAttrs> = {
  name: "randomUniform",
  formula: "uniform in [low, high)",
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  reference: (_inputs, attrs, out) =>
    draw(attrs, out, (random) => attrs.low + (attrs.high - attrs.low) * random.uniform()),
  vjp: () => [],
  onnx: (b, _inputs, { attrs: { shape, dtype, low, high, seed } }) =>
    b.op("RandomUniform", [], {
      shape: { ints: shape },
      dtype: { onnxType: dtype },
      low: { float: low },
      high: { float: high },
      seed: { float: seed },
    }),
  range: (_inputs, { attrs: { low, high } }) => range(Math.min(low, high), Math.max(low, high)),
  hazards: [],
  accuracy: "random",
  samples: [{ attrs: { shape: [3, 4], dtype: "float32", seed: 3, low: -1, high: 2 }, inputs: [] }],
};

export const randomUniform = (attrs: RandomUniformAttrs): Node => makeNode(randomUniformOp, [], attrs);
