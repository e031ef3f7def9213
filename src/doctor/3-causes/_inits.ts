/** @file First weights of dense layers against those that keep a signal's size. */
import type { ActivationName, Experiment, InitSpec } from "../../experiment/types.ts";
import type { Fan } from "../../nn/init/_initializer.ts";
import { initializers } from "../../nn/init/index.ts";
import { lookUp } from "../../util/lookup.ts";
import type { NamedEdit, Stage } from "./_edits.ts";
import { inputColumns, stages } from "./_edits.ts";

const cutsOff: ReadonlySet<ActivationName> = new Set(["relu", "leaky-relu", "elu", "gelu", "silu", "softplus"]);

/** He for activations that cut off half of the signal, LeCun for selu, else Glorot. */
function usualInit(activation: ActivationName): InitSpec {
  if (activation === "selu") return { name: "lecun-normal" };
  return { name: cutsOff.has(activation) ? "he-normal" : "glorot-uniform" };
}

const scaled: ReadonlySet<InitSpec["name"]> = new Set([
  "he-normal",
  "he-uniform",
  "glorot-normal",
  "glorot-uniform",
  "lecun-normal",
  "lecun-uniform",
]);

export interface FirstWeights {
  readonly stage: Stage;
  readonly isOutput: boolean;
  /** Root mean square of a weight, its mean included. */
  readonly size: number;
  readonly usual: number;
  /**
   * By so much the signal grows in this layer, and the gradient on its way back: size ÷ the nearer one of Glorot's and
   * He's, 1 between them and for any distribution that is scaled by the number of inputs.
   */
  readonly ratio: number;
  /** All weights are the same number. */
  readonly constant: boolean;
  /** Mean of the first biases, 0 where there are none. */
  readonly bias: number;
}

/** Of each dense layer in order. `features` is the width of the data where the experiment does not say it. */
export function firstWeights(experiment: Experiment, features: number): readonly FirstWeights[] {
  const all = stages(experiment);
  return all.map((stage, i) => {
    const fan = { in: all[i - 1]?.dense.units ?? inputColumns(experiment) ?? features, out: stage.dense.units };
    const size = rootMeanSquare(stage.dense.init, fan);
    const usual = rootMeanSquare(usualInit(stage.activation.name), fan);
    const constant = stage.dense.init.name === "zeros" || stage.dense.init.name === "constant";
    const bias = stage.dense.bias ? meanOf(stage.dense.biasInit) : 0;
    return {
      stage,
      isOutput: i === all.length - 1,
      size,
      usual,
      ratio: ratioOf(stage.dense.init, size, fan),
      constant,
      bias,
    };
  });
}

function ratioOf({ name }: InitSpec, size: number, fan: Fan): number {
  if (scaled.has(name)) return 1;
  const [low, high] = [Math.sqrt(2 / (fan.in + fan.out)), Math.sqrt(2 / fan.in)];
  return size < low ? size / low : size > high ? size / high : 1;
}

function meanOf(spec: InitSpec): number {
  if (spec.name === "constant") return spec.value;
  return spec.name === "normal" ? spec.mean : 0;
}

function rootMeanSquare(spec: InitSpec, fan: Fan): number {
  const variance = lookUp("initial distribution", initializers, spec.name).variance(fan, spec as never) ?? 0;
  return Math.sqrt(variance + meanOf(spec) ** 2);
}

/**
 * Usual first weights in the layers whose own do not depend on their number of inputs (or in `all`), and zero biases
 * where they begin far from it. An output layer of zeros does no harm.
 */
export function usualInitEdits(experiment: Experiment, all = false): readonly NamedEdit[] {
  const found = stages(experiment);
  return found.flatMap(({ index, dense, activation }, i): NamedEdit[] => {
    const harmless = scaled.has(dense.init.name) || (dense.init.name === "zeros" && i === found.length - 1);
    const weights = { path: `model[${index}].init`, to: usualInit(activation.name), what: "initial weights" };
    const biases = { path: `model[${index}].biasInit`, to: { name: "zeros" }, what: "initial biases" };
    return [...(all || !harmless ? [weights] : []), ...(Math.abs(meanOf(dense.biasInit)) > 1 ? [biases] : [])];
  });
}
