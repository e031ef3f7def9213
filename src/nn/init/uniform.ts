/** @file uniform: uniform values of a stated width, whatever the fan. */
import type { InitSpec } from "../../experiment/types.ts";
import { type Initializer, uniformFill } from "./_initializer.ts";

export const uniformInitializer: Initializer<Extract<InitSpec, { name: "uniform" }>> = {
  name: "uniform",
  formula: "U(−limit, limit)",
  source: "Keras RandomUniform around 0",
  ...uniformFill((_fan, { limit }) => limit),
};
