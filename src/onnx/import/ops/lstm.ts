/** @file ONNX LSTM, written out step by step. */
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { mul } from "../../../ops/mul.ts";
import { sub } from "../../../ops/sub.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { block, recurrent, type Step } from "./_recurrent.ts";
import { affine } from "./rnn.ts";

/** Gates i, o, f, c: c′ = f c + i g, h′ = o tanh c′; peepholes look at c from i and f, at c′ from o. */
const stepWith =
  (coupled: boolean): Step =>
  (x, [h, c], { w, r, b, p, activations: [f, g, out] }) => {
    const gate = (index: number): Node =>
      add(
        affine(x, block(w, index, 4), b && block(b, index, 8)),
        affine(h!, block(r, index, 4), b && block(b, index + 4, 8)),
      );
    const peeping = (y: Node, index: number, at: Node): Node => (p ? add(y, mul(block(p, index, 3), at)) : y);
    const input = f!(peeping(gate(0), 0, c!));
    const forget = coupled ? sub(scalarLike(input, 1), input) : f!(peeping(gate(2), 2, c!));
    const cell = add(mul(forget, c!), mul(input, g!(gate(3))));
    const output = f!(peeping(gate(1), 1, cell));
    return [mul(output, out!(cell)), cell];
  };

const weights = [{ shape: [3, 2, 4] }, { shape: [1, 8, 4] }, { shape: [1, 8, 2] }, { shape: [1, 16] }] as const;

export const lstmImporter: Importer = {
  opType: "LSTM",
  import: (node) => recurrent(node, [5, 6], ["Sigmoid", "Tanh", "Tanh"], stepWith(node.int("input_forget", 0) === 1)),
  samples: [
    { opset: 7, attributes: [intAttribute("hidden_size", 2)], inputs: weights, outputs: 3 },
    {
      opset: 14,
      attributes: [intAttribute("hidden_size", 2), textAttribute("direction", "reverse")],
      inputs: [...weights, null, { shape: [1, 2, 2] }, { shape: [1, 2, 2] }, { shape: [1, 6] }],
      outputs: 3,
    },
  ],
};
