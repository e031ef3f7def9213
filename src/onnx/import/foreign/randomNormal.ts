/** @file randomNormal: normally distributed random numbers. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { draw, type RandomAttrs } from "./_random.ts";

export interface RandomNormalAttrs extends RandomAttrs {
  readonly mean: number;
  readonly scale: number;
}

/**
 * Standard deviations beyond which nothing is expected: one draw in 4·10¹⁸ lies further out, and generators that make
 * a float32 from 53 random bits or fewer never go there.
 */
const furthestDeviation = 9;

export const randomNormalOp: OpDef<RandomNormalAttrs> = {
  name: "randomNormal",
  formula: "normal with a mean and a standard deviation",
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  reference: (_inputs, attrs, out) => draw(attrs, out, (random) => attrs.mean + attrs.scale * random.normal()),
  vjp: () => [],
  onnx: (b, _inputs, { attrs: { shape, dtype, mean, scale, seed } }) =>
    b.op("RandomNormal", [], {
      shape: { ints: shape },
      dtype: { onnxType: dtype },
      mean: { float: mean },
      scale: { float: scale },
      seed: { float: seed },
    }),
  range: (_inputs, { attrs: { mean, scale } }) => {
    const far = furthestDeviation * Math.abs(scale);
    return range(mean - far, mean + far);
  },
  hazards: [],
  accuracy: "random",
  samples: [{ attrs: { shape: [3, 4], dtype: "float32", seed: 3, mean: 1, scale: 2 }, inputs: [] }],
};

export const randomNormal = (attrs: RandomNormalAttrs): Node => makeNode(randomNormalOp, [], attrs);
