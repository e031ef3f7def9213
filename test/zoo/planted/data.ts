/** @file Faults of the data: scales, labels, order, signal. */
import { digitsTanh, mnistSoftmax } from "../bases/images.ts";
import { ringsSorted, spiralsTanh } from "../bases/made.ts";
import { areas, diabetes, diabetesUnseen, friedmanRelu, petals } from "../bases/numbers.ts";
import {
  cellsApart,
  cellsLinear,
  cellsLogits,
  cellsSigmoid,
  irisLogits,
  irisSoftmax,
  wineApart,
  wineDeep,
  wineSgd,
} from "../bases/tables.ts";
import type { Entry } from "../entry.ts";
import { friedman, spirals, withColumns } from "../made.ts";
import { fault, incurable, plant } from "./_plant.ts";

const sixtyTimes = (row: readonly number[]): number[] => Array.from({ length: 600 }, (_, i) => row[i % 10]!);

export const dataEntries: readonly Entry[] = [
  plant(wineSgd, fault("unscaled-inputs", { "data.inputScaling": "none" })),
  plant(cellsSigmoid, fault("unscaled-inputs", { "data.inputScaling": "none" })),
  plant(mnistSoftmax, fault("unscaled-inputs", { "data.inputScaling": { divideBy: 1 } })),
  plant(areas, fault("unscaled-targets", { "data.targetScaling": "none" })),
  plant(diabetes, fault("unscaled-targets", { "data.targetScaling": "none" })),
  plant(wineDeep, fault("label-encoding", { "data.targets": ["cultivar_from_1"] })),
  plant(wineSgd, fault("label-encoding", { "data.targets": ["cultivar_from_1"] })),
  plant(irisSoftmax, fault("label-encoding", { "data.targetEncoding": "raw" })),
  plant(cellsSigmoid, fault("label-encoding", { "data.targets": ["benign_signed"] })),
  plant(irisLogits, fault("data-not-shuffled", { "data.shuffle": false })),
  plant(ringsSorted, fault("data-not-shuffled", { "data.shuffle": false })),
  plant(irisLogits, fault("no-signal", { "data.targets": ["species_shuffled"] })),
  plant(diabetesUnseen, fault("no-signal", { "data.targets": ["progression_shuffled"] })),
  plant(cellsApart, incurable("class-imbalance", { "data.path": "data/cells-imbalanced.csv" })),
  plant(
    friedmanRelu,
    fault("redundant-features", {
      data: { ...withColumns(friedman(), sixtyTimes), targetScaling: "standardize" },
    }),
  ),
  plant(spiralsTanh, fault("redundant-features", { data: withColumns(spirals(), () => [2024]) }, "unscaled-inputs")),
  plant(petals, incurable("goal-out-of-reach", { "goal.atMost": 0.0005 })),
  plant(diabetesUnseen, incurable("goal-out-of-reach", { "goal.atMost": 0.1 })),
  plant(digitsTanh, fault("output-units-mismatch", { "model[1].units": 8 })),
  plant(cellsLinear, fault("class-imbalance", { "data.path": "data/cells-imbalanced.csv" })),
  plant(cellsLogits, fault("class-imbalance", { "data.path": "data/cells-imbalanced.csv" })),
  plant(wineApart, incurable("class-imbalance", { "data.path": "data/wine-imbalanced.csv" })),
];
