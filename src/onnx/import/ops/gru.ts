/** @file ONNX GRU, written out step by step. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { mul } from "../../../ops/mul.ts";
import { sub } from "../../../ops/sub.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { block, recurrent, type Step } from "./_recurrent.ts";
import { affine } from "./rnn.ts";

/** Gates z, r, h: h′ = (1 − z) n + z h. */
const stepWith =
  (linearBeforeReset: boolean): Step =>
  (x, [h], { w, r, b, activations: [f, g] }) => {
    const given = (i: number) => affine(x, block(w, i, 3), b && block(b, i, 6));
    const kept = (i: number) => affine(h!, block(r, i, 3), b && block(b, i + 3, 6));
    const z = f!(add(given(0), kept(0)));
    const reset = f!(add(given(1), kept(1)));
    const recurring = linearBeforeReset
      ? mul(reset, kept(2))
      : affine(mul(reset, h!), block(r, 2, 3), b && block(b, 5, 6));
    const n = g!(add(given(2), recurring));
    return [add(mul(sub(scalarLike(z, 1), z), n), mul(z, h!))];
  };

export const gruImporter: Importer = {
  opType: "GRU",
  import: (node) => recurrent(node, [5], ["Sigmoid", "Tanh"], stepWith(node.int("linear_before_reset", 0) === 1)),
  samples: [
    {
      opset: 7,
      attributes: [intAttribute("hidden_size", 2)],
      inputs: [{ shape: [3, 2, 4] }, { shape: [1, 6, 4] }, { shape: [1, 6, 2] }, { shape: [1, 12] }],
      outputs: 2,
    },
    {
      opset: 14,
      attributes: [
        intAttribute("hidden_size", 2),
        intAttribute("linear_before_reset", 1),
        textAttribute("direction", "reverse"),
      ],
      inputs: [{ shape: [3, 2, 4] }, { shape: [1, 6, 4] }, { shape: [1, 6, 2] }, { shape: [1, 12] }],
      outputs: 2,
    },
  ],
};
