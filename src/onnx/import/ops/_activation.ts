/** @file Activations that an attribute names: of recurrent layers, and of nodes that ONNX Runtime has fused. */
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { abs } from "../../../ops/abs.ts";
import { add } from "../../../ops/add.ts";
import { clip } from "../../../ops/clip.ts";
import { compare } from "../../../ops/compare.ts";
import { div } from "../../../ops/div.ts";
import { elu } from "../../../ops/elu.ts";
import { leakyRelu } from "../../../ops/leakyRelu.ts";
import { mul } from "../../../ops/mul.ts";
import { relu } from "../../../ops/relu.ts";
import { sigmoid } from "../../../ops/sigmoid.ts";
import { softplus } from "../../../ops/softplus.ts";
import { tanh } from "../../../ops/tanh.ts";
import { where } from "../../../ops/where.ts";

type Activation = (x: Node, alpha: number | undefined, beta: number | undefined) => Node;

const affine = (x: Node, alpha: number, beta: number): Node => add(mul(x, scalarLike(x, alpha)), scalarLike(x, beta));

/** By lower-case name: exporters differ in how they write them. */
const activations: Readonly<Record<string, Activation>> = {
  relu: (x) => relu(x),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
  softplus: (x) => softplus(x),
  softsign: (x) => div(x, add(abs(x), scalarLike(x, 1))),
  affine: (x, alpha = 1, beta = 0) => affine(x, alpha, beta),
  leakyrelu: (x, alpha = 0.01) => leakyRelu(x, alpha),
  thresholdedrelu: (x, alpha = 1) => where(compare(">", x, scalarLike(x, alpha)), x, scalarLike(x, 0)),
  scaledtanh: (x, alpha = 1, beta = 1) => mul(tanh(mul(x, scalarLike(x, beta))), scalarLike(x, alpha)),
  hardsigmoid: (x, alpha = 0.2, beta = 0.5) => clip(affine(x, alpha, beta), 0, 1),
  elu: (x, alpha = 1) => elu(x, alpha),
  clip: (x, lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY) => clip(x, lo, hi),
};

/** The activation with its parameters set, or null where there is none of that name. */
export function activationNamed(name: string, alpha?: number, beta?: number): ((x: Node) => Node) | null {
  const activation = activations[name.toLowerCase()];
  return activation ? (x) => activation(x, alpha, beta) : null;
}
