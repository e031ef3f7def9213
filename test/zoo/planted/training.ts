/** @file Faults of the training: rates, optimizers, batches, epochs, penalties. */
import {
  digitsQuestions,
  digitsSquare,
  digitsTanh,
  fashionRmsprop,
  fashionSgd,
  mnistDeep,
  mnistRelu,
  mnistSoftmax,
} from "../bases/images.ts";
import { ringsRelu, spiralsTanh } from "../bases/made.ts";
import { areas, beatTanh, diabetes, friedmanRelu } from "../bases/numbers.ts";
import { cellsClasses, cellsSigmoid, irisSoftmax } from "../bases/tables.ts";
import type { Entry } from "../entry.ts";
import { fault, plant } from "./_plant.ts";

const rate = (learningRate: number): Record<string, unknown> => ({ "optimizer.learningRate": learningRate });

export const trainingEntries: readonly Entry[] = [
  plant(mnistSoftmax, fault("learning-rate-too-high", rate(2))),
  plant(fashionSgd, fault("learning-rate-too-high", rate(1))),
  plant(beatTanh, fault("learning-rate-too-high", rate(1))),
  plant(irisSoftmax, fault("learning-rate-too-high", rate(5))),
  plant(diabetes, fault("learning-rate-too-high", rate(2))),
  plant(mnistRelu, fault("learning-rate-too-low", rate(2e-6))),
  plant(cellsSigmoid, fault("learning-rate-too-low", rate(2e-5))),
  plant(friedmanRelu, fault("learning-rate-too-low", rate(3e-6))),
  plant(fashionRmsprop, fault("learning-rate-too-low", rate(1e-6))),
  plant(mnistSoftmax, fault("missing-mean-reduction", { "loss.reduction": "sum" })),
  plant(diabetes, fault("missing-mean-reduction", { "loss.reduction": "sum" })),
  plant(digitsSquare, fault("too-few-epochs", { epochs: 1, batchSize: 100 })),
  plant(spiralsTanh, fault("too-few-epochs", { epochs: 4 })),
  plant(cellsClasses, fault("too-few-epochs", { epochs: 1 })),
  plant(mnistSoftmax, fault("batch-too-large", { batchSize: "full" })),
  plant(digitsTanh, fault("batch-too-large", { batchSize: "full" })),
  plant(fashionSgd, fault("batch-too-large", { batchSize: 1000 })),
  plant(fashionSgd, fault("batch-too-small", { batchSize: 1 }, "learning-rate-too-high")),
  plant(mnistDeep, fault("batch-too-small", { batchSize: 1 }, "learning-rate-too-high")),
  plant(digitsTanh, fault("weight-decay-too-strong", { "optimizer.weightDecay": 0.5 })),
  plant(mnistSoftmax, fault("weight-decay-too-strong", { "optimizer.weightDecay": 0.3 })),
  plant(irisSoftmax, fault("optimizer-constants", { "optimizer.epsilon": 100 })),
  plant(digitsQuestions, fault("optimizer-constants", { "optimizer.epsilon": 30 })),
  plant(areas, fault("optimizer-constants", { "optimizer.epsilon": 10 })),
  plant(mnistSoftmax, fault("optimizer-constants", { "optimizer.momentum": 0.9995 })),
  plant(
    beatTanh,
    fault("unsuited-optimizer", { optimizer: { name: "sgd", learningRate: 0.01 } }, "learning-rate-too-low"),
  ),
  plant(
    spiralsTanh,
    fault("unsuited-optimizer", { optimizer: { name: "sgd", learningRate: 0.01 } }, "learning-rate-too-low"),
  ),
  plant(cellsClasses, fault("learning-rate-too-low", rate(1e-5))),
  plant(ringsRelu, fault("learning-rate-too-high", rate(3))),
];
