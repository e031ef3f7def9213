/** @file Builds a model's layers for the shape of its inputs, draws first weights and applies it. */
import type { ActivationName, LayerSpec } from "../experiment/types.ts";
import { toValue, type Value } from "../graph/dtype.ts";
import { within } from "../graph/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ShapeError } from "../util/errors.ts";
import { lookUp } from "../util/lookup.ts";
import { RandomStream, streams } from "../util/philox.ts";
import { formatShape, type Shape, sameShape } from "../util/shape.ts";
import { initializers } from "./init/index.ts";
import type { ApplyContext, BuiltLayer, Parameter } from "./layers/_layer.ts";
import { layers } from "./layers/index.ts";

/** What can be measured at one layer: the values before and after its activation function. */
interface Tap {
  readonly layer: string;
  readonly activationName: ActivationName;
  readonly preActivation?: Tensor;
  readonly activation: Tensor;
}

export interface Network {
  readonly layers: readonly BuiltLayer[];
  readonly parameters: readonly Parameter[];
  /** Without the batch. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** `inputs` has the shape [batch, ...inputShape]. */
  apply(
    inputs: Tensor,
    parameters: Readonly<Record<string, Tensor>>,
    context: ApplyContext,
  ): { readonly output: Tensor; readonly taps: readonly Tap[] };
}

/** @throws ShapeError that names the layer, for example model[2] */
export function buildNetwork(specs: readonly LayerSpec[], inputShape: Shape): Network {
  const built: BuiltLayer[] = [];
  const ordinals = new Map<string, number>();
  let shape = inputShape;
  specs.forEach((spec, i) => {
    const ordinal = ordinals.get(spec.type) ?? 0;
    ordinals.set(spec.type, ordinal + 1);
    const layer = lookUp("layer", layers, spec.type, `model[${i}]`).build(spec, shape, ordinal, `model[${i}]`);
    built.push(layer);
    shape = layer.outputShape;
  });
  return {
    layers: built,
    parameters: built.flatMap((layer) => layer.parameters),
    inputShape,
    outputShape: shape,
    apply: (inputs, parameters, context) => applyLayers(built, inputShape, inputs, parameters, context),
  };
}

function applyLayers(
  built: readonly BuiltLayer[],
  inputShape: Shape,
  inputs: Tensor,
  parameters: Readonly<Record<string, Tensor>>,
  context: ApplyContext,
): ReturnType<Network["apply"]> {
  if (!sameShape(inputs.shape.slice(1), inputShape)) {
    throw new ShapeError(`the network was built for inputs of [${["batch", ...inputShape].join(", ")}]`, {
      found: `inputs of ${formatShape(inputs.shape)}`,
    });
  }
  const taps: Tap[] = [];
  let output = inputs;
  for (const layer of built) {
    const applied = within(layer.name, () => layer.apply(output, parameters, context));
    taps.push({ layer: layer.name, activationName: layer.activation, ...applied });
    output = applied.activation;
  }
  return { output, taps };
}

/**
 * First values of all parameters. The k-th parameter draws from substream k of the stream of weights, so that a change
 * of one layer's width or distribution leaves the draws of the others alone.
 */
export function initialize(
  parameters: readonly Parameter[],
  seed: number,
  dtype: "float32" | "float64" = "float32",
): Record<string, Value> {
  const values: Record<string, Value> = {};
  parameters.forEach(({ name, shape, init, fan }, k) => {
    const random = new RandomStream(seed, streams.weights, k);
    const data = lookUp("initial distribution", initializers, init.name).fill(shape, fan, init, random);
    values[name] = toValue(dtype, shape, data);
  });
  return values;
}
