/** @file Two faults at once, each of which alone keeps the run from its goal. */
import { digitsQuestions, digitsTanh, fashionRmsprop, fashionSgd, mnistDeep, mnistSoftmax } from "../bases/images.ts";
import { ringsRelu, spiralsTanh } from "../bases/made.ts";
import { areas, beatTanh, diabetes, friedmanRelu, petals } from "../bases/numbers.ts";
import { cellsSigmoid, irisLogits, irisSoftmax, wineSgd } from "../bases/tables.ts";
import type { Entry } from "../entry.ts";
import { classifier } from "../programs/classifier.ts";
import { fault, mistake, plant } from "./_plant.ts";

const linear = { "model[0].activation": "linear" };

export const pairEntries: readonly Entry[] = [
  plant(
    cellsSigmoid,
    fault("softmax-single-unit", { "model[1].activation": "softmax" }),
    fault("unscaled-inputs", { "data.inputScaling": "none" }),
  ),
  plant(
    fashionSgd,
    fault("bad-initialization", { "model[0].init": { name: "zeros" }, "model[2].init": { name: "zeros" } }),
    fault("double-softmax", { "model[2].activation": "softmax" }),
  ),
  plant(
    wineSgd,
    fault("label-encoding", { "data.targets": ["cultivar_from_1"] }),
    fault("unscaled-inputs", { "data.inputScaling": "none" }),
  ),
  plant(
    areas,
    fault("unscaled-targets", { "data.targetScaling": "none" }),
    fault("output-range-mismatch", { "model[1].activation": "sigmoid" }, "wrong-output-activation"),
  ),
  plant(
    spiralsTanh,
    fault("missing-nonlinearity", { ...linear, "model[1].activation": "linear" }),
    fault("softmax-single-unit", { "model[2].activation": "softmax" }),
  ),
  plant(
    irisSoftmax,
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-6 }),
    fault("label-encoding", { "data.targetEncoding": "raw" }),
  ),
  plant(
    beatTanh,
    fault("missing-nonlinearity", { ...linear, "model[1].activation": "linear" }),
    fault("learning-rate-too-low", { "optimizer.learningRate": 3e-7 }),
  ),
  plant(
    digitsTanh,
    fault("bad-initialization", { "model[0].init": { name: "zeros" }, "model[1].init": { name: "zeros" } }),
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-6 }),
  ),
  plant(
    fashionRmsprop,
    fault("dying-relu", { "model[0].biasInit": { name: "constant", value: -8 } }, "bad-initialization"),
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-6 }),
  ),
  plant(
    digitsQuestions,
    fault("wrong-loss", { "loss.name": "categorical-cross-entropy" }),
    fault("weight-decay-too-strong", { "optimizer.weightDecay": 1 }),
  ),
  plant(
    mnistDeep,
    fault("double-softmax", { "model[6].activation": "softmax" }),
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-6 }),
  ),
  plant(
    mnistSoftmax,
    fault("missing-output-activation", { "model[1].activation": "linear" }),
    fault("learning-rate-too-high", { "optimizer.learningRate": 2 }),
  ),
  plant(
    diabetes,
    fault("output-range-mismatch", { "model[1].activation": "sigmoid" }, "wrong-output-activation"),
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-6 }),
  ),
  plant(
    petals,
    fault("wrong-loss", { "loss.name": "binary-cross-entropy" }),
    fault("optimizer-constants", { "optimizer.epsilon": 100 }),
  ),
  plant(
    ringsRelu,
    fault("too-little-capacity", { "model[0].units": 1 }),
    fault("wrong-output-activation", { "model[1].activation": "relu" }),
  ),
  plant(
    irisLogits,
    fault("data-not-shuffled", { "data.shuffle": false }),
    fault("learning-rate-too-high", { "optimizer.learningRate": 20 }),
  ),
  plant(
    friedmanRelu,
    fault("unscaled-targets", { "data.targetScaling": "none" }),
    fault("dropout-too-strong", {
      model: [
        { type: "dense", units: 32, activation: "relu" },
        { type: "dropout", rate: 0.97 },
        { type: "dense", units: 1 },
      ],
    }),
  ),
  plant(
    classifier,
    mistake("flipped-sign", "uphill"),
    fault("learning-rate-too-low", { "optimizer.learningRate": 1e-5 }),
  ),
];
