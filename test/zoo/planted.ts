/** @file Every entry of the zoo with a fault. */
import type { Entry } from "./entry.ts";
import { dataEntries } from "./planted/data.ts";
import { networkEntries } from "./planted/network.ts";
import { outputEntries } from "./planted/output.ts";
import { pairEntries } from "./planted/pairs.ts";
import { programEntries } from "./planted/programs.ts";
import { trainingEntries } from "./planted/training.ts";

export const planted: readonly Entry[] = [
  ...dataEntries,
  ...outputEntries,
  ...trainingEntries,
  ...networkEntries,
  ...programEntries,
  ...pairEntries,
];
