/** @file ONNX BatchNormalization. */
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { cast } from "../../../ops/cast.ts";
import { div } from "../../../ops/div.ts";
import { mean } from "../../../ops/mean.ts";
import { mul } from "../../../ops/mul.ts";
import { reciprocal } from "../../../ops/reciprocal.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import type { ImportContext, Importer, ImportSample } from "../_importer.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";
import { alongChannels, scaled } from "./_channels.ts";

/** Statistics of this batch, and the running ones moved towards them. */
function trained(node: ImportContext, x: Node): readonly (Node | null)[] {
  const [scale, bias, runningMean, runningVariance] = [1, 2, 3, 4].map((i) => node.input(i)) as [
    Node,
    Node,
    Node,
    Node,
  ];
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const average = mean(x, { axes, keepdims: true });
  const centred = sub(x, average);
  const variance = mean(square(centred), { axes, keepdims: true });
  const deviation = sqrt(add(variance, scalarLike(x, node.float("epsilon", 1e-5))));
  const rank = x.shape.length;
  const y = scaled(div(centred, deviation), alongChannels(scale, rank), alongChannels(bias, rank));
  const momentum = node.float("momentum", 0.9);
  const moved = (running: Node, current: Node): Node =>
    add(
      mul(running, scalarLike(running, momentum)),
      mul(cast(reshape(current, running.shape), running.dtype), scalarLike(running, 1 - momentum)),
    );
  return [y, moved(runningMean, average), moved(runningVariance, variance)];
}

/** x a + (bias − mean a) with a = scale / √(variance + ε): the order in which engines round, and x only once. */
function inferred(node: ImportContext, x: Node): Node {
  const rank = x.shape.length;
  const [scale, bias, average, variance] = [1, 2, 3, 4].map((i) => {
    const parameter = cast(node.input(i), x.dtype);
    return parameter.shape.length > 1 ? parameter : alongChannels(parameter, rank);
  }) as [Node, Node, Node, Node];
  const factor = mul(scale, reciprocal(sqrt(add(variance, scalarLike(x, node.float("epsilon", 1e-5))))));
  return add(mul(x, factor), sub(bias, mul(average, factor)));
}

const channels = { shape: [3], constant: true };
const inputs = [{ shape: [2, 3, 4] }, channels, channels, channels, { ...channels, domain: [0.5, 2] }] as const;
const sample = (opset: number, more: Partial<ImportSample> = {}): ImportSample => ({ opset, inputs, ...more });

export const batchNormalizationImporter: Importer = {
  opType: "BatchNormalization",
  import: (node) => {
    const x = node.input(0);
    if (node.opset >= 14) return node.int("training_mode", 0) === 1 ? trained(node, x) : [inferred(node, x)];
    if (node.isUsed(1) || node.isUsed(2))
      return node.unknown("it trains, which before opset 14 leaves its statistics open");
    return [inferred(node, x)];
  },
  samples: [
    sample(7),
    sample(9, { attributes: [floatAttribute("epsilon", 0.01)] }),
    sample(15),
    sample(15, { attributes: [intAttribute("training_mode", 1), floatAttribute("momentum", 0.8)], outputs: 3 }),
  ],
};
