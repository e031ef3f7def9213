/** @file Faults of the output layer and the loss. */
import { digitsQuestions, digitsTanh, fashionSgd, mnistDeep, mnistSoftmax } from "../bases/images.ts";
import { ringsRelu, spiralsTanh } from "../bases/made.ts";
import { alcohol, areas, beatTanh, countsPoisson, diabetes, petals } from "../bases/numbers.ts";
import { cellsClasses, cellsRaw, cellsSigmoid, wineDeep } from "../bases/tables.ts";
import type { Entry } from "../entry.ts";
import { softmaxByHand } from "../programs/softmax.ts";
import { fault, plant } from "./_plant.ts";

const output = (index: number, activation: string): Record<string, unknown> => ({
  [`model[${index}].activation`]: activation,
});

/** The bases of naive-softmax have raw inputs, which make the logits that it fails at: either change repairs. */
export const outputEntries: readonly Entry[] = [
  plant(cellsSigmoid, fault("softmax-single-unit", output(1, "softmax"))),
  plant(spiralsTanh, fault("softmax-single-unit", output(2, "softmax"))),
  plant(petals, fault("softmax-single-unit", output(1, "softmax"))),
  plant(cellsSigmoid, fault("missing-output-activation", output(1, "linear"))),
  plant(mnistSoftmax, fault("missing-output-activation", output(1, "linear"))),
  plant(wineDeep, fault("missing-output-activation", output(3, "linear"))),
  plant(digitsTanh, fault("wrong-output-activation", output(1, "relu"))),
  plant(cellsSigmoid, fault("wrong-output-activation", output(1, "relu"))),
  plant(wineDeep, fault("wrong-output-activation", output(3, "tanh"))),
  plant(beatTanh, fault("output-range-mismatch", output(2, "sigmoid"), "wrong-output-activation")),
  plant(areas, fault("output-range-mismatch", output(1, "tanh"), "wrong-output-activation")),
  plant(diabetes, fault("output-range-mismatch", output(1, "sigmoid"), "wrong-output-activation")),
  plant(petals, fault("output-range-mismatch", output(1, "tanh"), "wrong-output-activation")),
  plant(fashionSgd, fault("double-softmax", output(2, "softmax"))),
  plant(mnistDeep, fault("double-softmax", output(6, "softmax"))),
  plant(mnistSoftmax, fault("wrong-loss", { "loss.name": "mean-absolute-error" })),
  plant(digitsQuestions, fault("wrong-loss", { "loss.name": "categorical-cross-entropy" })),
  plant(countsPoisson, fault("wrong-loss", { "loss.name": "binary-cross-entropy" })),
  plant(petals, fault("wrong-loss", { "loss.name": "binary-cross-entropy" })),
  plant(cellsClasses, fault("output-units-mismatch", { "model[1].units": 1 }, "softmax-single-unit")),
  plant(ringsRelu, fault("output-units-mismatch", { "model[1].units": 2 })),
  plant(softmaxByHand, fault("naive-softmax", { rewrites: "off" }, "unscaled-inputs")),
  plant(cellsRaw, fault("naive-softmax", { rewrites: "off" }, "unscaled-inputs")),
  plant(alcohol, fault("output-range-mismatch", output(2, "softmax"), "softmax-single-unit")),
];
