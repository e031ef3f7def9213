/** @file The output of a network: its activation, and the numbers that it can give whatever the weights are. */
import type { ActivationName } from "../../experiment/types.ts";
import type { Node } from "../../graph/node.ts";
import { isAbsent, type Range } from "../../graph/op.ts";
import { everything } from "../../graph/range.ts";
import { activations } from "../../nn/activations.ts";
import type { Network } from "../../nn/network.ts";
import { input } from "../../ops/input.ts";
import { Tensor } from "../../tensor/tensor.ts";

export interface Output {
  /** The last that is not linear, of those after the last weights. */
  readonly activation: ActivationName;
  readonly units: number;
  readonly reachable: { readonly lo: number; readonly hi: number };
}

export function outputOf({ layers, outputShape }: Network): Output {
  const units = outputShape.at(-1)!;
  const last = layers.findLastIndex(({ parameters }) => parameters.length > 0);
  const applied = layers.slice(Math.max(0, last)).map(({ activation }) => activation);
  const { lo, hi } = applied.reduce((reached, name) => imageOf(name, reached, units), everything);
  return { activation: applied.findLast((name) => name !== "linear") ?? "linear", units, reachable: { lo, hi } };
}

/** What the function makes of numbers of a range. */
function imageOf(name: ActivationName, from: Range, units: number): Range {
  const x = input("x", "float64", [1, units]);
  const image = (node: Node): Range => {
    if (node === x) return from;
    return isAbsent(node.op.range) ? everything : node.op.range(node.inputs.map(image), node);
  };
  const found = image(activations[name].apply(new Tensor(x)).node);
  const [lo, hi] = activations[name].outputs;
  return { lo: Math.max(lo, found.lo), hi: Math.min(hi, found.hi), nan: found.nan };
}

/** Its answer where everything before it is 0. */
export function answerAtZero({ activation, units }: Output): number {
  if (activation === "softmax") return 1 / units;
  return activation === "sigmoid" ? 0.5 : activation === "softplus" ? Math.LN2 : 0;
}
