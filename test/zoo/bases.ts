/** @file Every healthy experiment of the zoo. */
import * as images from "./bases/images.ts";
import * as made from "./bases/made.ts";
import * as numbers from "./bases/numbers.ts";
import * as tables from "./bases/tables.ts";
import type { Base } from "./entry.ts";
import { classifier } from "./programs/classifier.ts";
import { curve } from "./programs/curve.ts";
import { softmaxByHand } from "./programs/softmax.ts";

const isBase = (value: unknown): value is Base => typeof value === "object" && value !== null && "experiment" in value;

/** By id: a namespace's own order differs between loaders. */
export const bases: readonly Base[] = [
  ...[images, tables, made, numbers].flatMap((file) => Object.values<unknown>(file).filter(isBase)),
  classifier,
  curve,
  softmaxByHand,
].sort((a, b) => (a.id < b.id ? -1 : 1));
