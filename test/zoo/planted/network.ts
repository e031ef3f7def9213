/** @file Faults of the hidden layers: activations, first weights, width, dropout. */
import { digitsQuestions, digitsSquare, digitsTanh, fashionRmsprop, mnistDeep, mnistRelu } from "../bases/images.ts";
import { ringsRelu, spiralsTanh } from "../bases/made.ts";
import { alcohol, beatTanh, friedmanRelu } from "../bases/numbers.ts";
import { irisLogits, wineDeep, wineSgd } from "../bases/tables.ts";
import type { Entry } from "../entry.ts";
import { type Edits, fault, plant } from "./_plant.ts";

/** The same field of several layers. */
const layers = (indices: readonly number[], field: string, to: unknown): Edits =>
  Object.fromEntries(indices.map((i) => [`model[${i}].${field}`, to]));
const normal = (std: number, mean = 0): object => ({ name: "normal", std, mean });
const constant = (value: number): object => ({ name: "constant", value });
const six = [0, 1, 2, 3, 4, 5];

const sigmoids = (count: number, units: number, last: object): object[] => [
  ...Array.from({ length: count }, () => ({ type: "dense", units, activation: "sigmoid" })),
  last,
];

export const networkEntries: readonly Entry[] = [
  plant(spiralsTanh, fault("missing-nonlinearity", layers([0, 1], "activation", "linear"))),
  plant(ringsRelu, fault("missing-nonlinearity", layers([0], "activation", "linear"))),
  plant(beatTanh, fault("missing-nonlinearity", layers([0, 1], "activation", "linear"))),
  plant(mnistRelu, fault("dying-relu", layers([0], "biasInit", constant(-8)), "bad-initialization")),
  plant(digitsQuestions, fault("dying-relu", layers([0], "init", normal(0.05, -0.5)), "bad-initialization")),
  plant(friedmanRelu, fault("dying-relu", layers([0], "biasInit", constant(-9)), "bad-initialization")),
  plant(wineSgd, fault("saturating-activation", layers([0], "biasInit", constant(20)), "bad-initialization")),
  plant(digitsSquare, fault("saturating-activation", layers([0], "init", normal(10, 3)), "bad-initialization")),
  plant(
    mnistDeep,
    fault("vanishing-gradient", layers(six, "activation", "sigmoid"), "saturating-activation", "bad-initialization"),
  ),
  plant(
    spiralsTanh,
    fault("vanishing-gradient", { model: sigmoids(8, 16, { type: "dense", units: 1, activation: "sigmoid" }) }),
  ),
  plant(
    digitsTanh,
    fault("vanishing-gradient", { model: sigmoids(6, 32, { type: "dense", units: 10, activation: "softmax" }) }),
  ),
  plant(mnistDeep, fault("exploding-gradient", layers(six, "init", normal(0.8)), "bad-initialization")),
  plant(fashionRmsprop, fault("bad-initialization", layers([0, 1, 2], "init", { name: "zeros" }))),
  plant(irisLogits, fault("bad-initialization", layers([0, 1], "init", { name: "zeros" }))),
  plant(alcohol, fault("bad-initialization", layers([0, 1, 2], "init", { name: "zeros" }))),
  plant(digitsTanh, fault("bad-initialization", layers([0, 1], "init", constant(0.5)))),
  plant(mnistDeep, fault("bad-initialization", layers([...six, 6], "init", normal(0.001)), "vanishing-gradient")),
  plant(spiralsTanh, fault("too-little-capacity", layers([0, 1], "units", 2))),
  plant(digitsTanh, fault("too-little-capacity", layers([0], "units", 1))),
  plant(ringsRelu, fault("too-little-capacity", layers([0], "units", 1))),
  plant(wineDeep, fault("dropout-too-strong", { "model[1].rate": 0.99 })),
  plant(
    mnistRelu,
    fault("dropout-too-strong", {
      model: [
        { type: "dense", units: 64, activation: "relu" },
        { type: "dropout", rate: 0.98 },
        { type: "dense", units: 10 },
      ],
    }),
  ),
  plant(
    wineSgd,
    fault(
      "exploding-gradient",
      {
        model: [
          ...Array.from({ length: 8 }, () => ({ type: "dense", units: 24, activation: "relu", init: normal(0.9) })),
          { type: "dense", units: 3 },
        ],
      },
      "bad-initialization",
    ),
  ),
];
