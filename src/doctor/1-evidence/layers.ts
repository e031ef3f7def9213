/** @file Measures the layers: what health said of each during the run, and its first weights against the usual ones. */
import type { ActivationName, DenseSpec, Experiment, LayerSpec } from "../../experiment/types.ts";
import type { HealthEvent, LayerHealth } from "../../record/events.ts";
import { spreadOfNumbers, unknownSpread, type Values } from "./_model.ts";
import type { LayerEvidence, LayerMoment } from "./evidence.ts";

/**
 * @param health in the order of steps
 * @param initial first values of the parameters; null where they are not known
 */
export function measureLayers(
  { model }: Pick<Experiment, "model">,
  health: readonly HealthEvent[],
  initial: Values | null,
): LayerEvidence[] {
  const weighted = [...model.entries()].filter((entry): entry is [number, DenseSpec] => entry[1].type === "dense");
  return weighted.map(([index, layer], ordinal) => {
    const name = `dense${ordinal}`;
    const activation = activationOf(model, index);
    const moments = health.flatMap(({ step, layers }) =>
      layers.filter((found) => found.name === name).map((found) => momentOf(step, found)),
    );
    return {
      name,
      index,
      activation,
      isOutput: ordinal === weighted.length - 1,
      units: layer.units,
      ...over(moments),
      ...weightsOf(initial?.[`${name}.weight`], activation),
    };
  });
}

/** The last that is not linear, of the layer's own and those of the layers between it and the next weights. */
function activationOf(model: readonly LayerSpec[], index: number): ActivationName {
  const after = model.slice(index + 1);
  const end = after.findIndex(({ type }) => type === "dense");
  const applied = [model[index]!, ...after.slice(0, end < 0 ? after.length : end)];
  return (
    applied
      .map((layer) => (layer.type === "dropout" ? "linear" : layer.activation))
      .findLast((name) => name !== "linear") ?? "linear"
  );
}

function momentOf(step: number, layer: LayerHealth): LayerMoment {
  const { gradientNorm, weightNorm, updateRatio, deadShare, saturatedShare, activationQuantiles } = layer;
  const { p5, p50, p95 } = activationQuantiles;
  return {
    step,
    gradientNorm,
    weightNorm,
    updateRatio,
    deadShare,
    saturatedShare,
    activationMedian: p50,
    activationWidth: p95 - p5,
  };
}

const { NaN: unknown } = Number;
const unmeasured: LayerMoment = {
  step: 0,
  gradientNorm: unknown,
  weightNorm: unknown,
  updateRatio: unknown,
  deadShare: unknown,
  saturatedShare: unknown,
  activationMedian: unknown,
  activationWidth: unknown,
};

type Over = Pick<
  LayerEvidence,
  | "first"
  | "last"
  | "largestUpdateRatio"
  | "largestGradientNorm"
  | "smallestGradientNorm"
  | "zeroGradients"
  | "measurements"
>;

function over(moments: readonly LayerMoment[]): Over {
  const numbers = (of: (moment: LayerMoment) => number): number[] => moments.map(of).filter((x) => !Number.isNaN(x));
  const gradients = numbers(({ gradientNorm }) => gradientNorm);
  const ratios = numbers(({ updateRatio }) => updateRatio);
  const among = (list: number[], choose: (...list: number[]) => number): number =>
    list.length === 0 ? unknown : choose(...list);
  return {
    first: moments[0] ?? unmeasured,
    last: moments.at(-1) ?? unmeasured,
    largestUpdateRatio: among(ratios, Math.max),
    largestGradientNorm: among(gradients, Math.max),
    smallestGradientNorm: among(gradients, Math.min),
    zeroGradients: gradients.filter((norm) => norm === 0).length,
    measurements: moments.length,
  };
}

/** Functions that pass about half of their input: He's deviation makes up for the other half. */
const halving: ReadonlySet<ActivationName> = new Set(["relu", "leaky-relu", "elu", "gelu", "silu", "softplus"]);

type Weights = Pick<LayerEvidence, "weightStd" | "usualWeightStd" | "constantWeights">;

function weightsOf(weight: Values[string] | undefined, activation: ActivationName): Weights {
  if (!weight) return { weightStd: null, usualWeightStd: null, constantWeights: false };
  const [inputs, units] = weight.shape as readonly [number, number];
  const { std, min, max } = weight.data.length === 0 ? unknownSpread : spreadOfNumbers(weight.data);
  const usual = halving.has(activation)
    ? Math.sqrt(2 / inputs)
    : Math.sqrt(activation === "selu" ? 1 / inputs : 2 / (inputs + units));
  return { weightStd: std, usualWeightStd: usual, constantWeights: min === max && weight.data.length > 1 };
}
