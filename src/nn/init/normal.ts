/** @file normal: normal values of a stated width, whatever the fan. */
import type { InitSpec } from "../../experiment/types.ts";
import { type Initializer, normalFill } from "./_initializer.ts";

export const normalInitializer: Initializer<Extract<InitSpec, { name: "normal" }>> = {
  name: "normal",
  formula: "N(mean, std²), not truncated",
  source: "Keras RandomNormal",
  ...normalFill(
    (_fan, { std }) => std,
    ({ mean }) => mean,
  ),
};
