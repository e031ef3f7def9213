/** @file The training model of a list of layers and a named loss. */
import type { LayerSpec, LossSpec } from "../experiment/types.ts";
import { within } from "../graph/node.ts";
import { losses } from "../nn/losses/index.ts";
import { buildNetwork, initialize, type Network } from "../nn/network.ts";
import { div, mul, sum } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lookUp } from "../util/lookup.ts";
import type { Shape } from "../util/shape.ts";
import { type ClassWeights, weightsOfRows } from "./classWeights.ts";
import type { ModelOutputs, Tap, TrainingModel } from "./model.ts";

export interface NetworkModel extends TrainingModel {
  readonly network: Network;
}

/**
 * @param inputShape of one example
 * @param weights of the classes in the cost; the losses of single examples stay as they are
 */
export function networkModel(
  specs: readonly LayerSpec[],
  loss: LossSpec,
  inputShape: Shape,
  weights: ClassWeights | null = null,
): NetworkModel {
  const network = buildNetwork(specs, inputShape);
  const { perExample, outputs } = lookUp("loss", losses, loss.name);
  return {
    network,
    additive: true,
    parameters: network.parameters,
    initialize: (seed, dtype) => initialize(network.parameters, seed, dtype),
    apply: (parameters, { x, y }, context): ModelOutputs => {
      const { output, taps } = network.apply(x, parameters, context);
      const perRow = within(loss.name, () => perExample(output, y));
      const counted = weights ? mul(perRow, weightsOfRows(weights, y, perRow.dtype)) : perRow;
      const last = taps.at(-1);
      const logits =
        outputs === "logits" ? output : last?.activationName === "softmax" ? last.preActivation : undefined;
      return {
        cost: div(sum(counted), loss.reduction === "mean" ? context.examples : 1),
        losses: perRow,
        output,
        ...(logits && { logits }),
        taps: taps.map((tap): Tap => ({ ...tap, parameters: parametersOf(network, tap.layer, parameters) })),
      };
    },
  };
}

const parametersOf = (network: Network, layer: string, parameters: Readonly<Record<string, Tensor>>): string[] =>
  (network.layers.find(({ name }) => name === layer)?.parameters ?? [])
    .map(({ name }) => name)
    .filter((name) => name in parameters);
