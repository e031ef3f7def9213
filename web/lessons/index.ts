/** @file The lessons in the order in which the page offers them. */
import type { Lesson } from "./_lesson.ts";
import { forum } from "./forum.ts";
import { learningRate } from "./learning-rate.ts";
import { naiveSoftmax } from "./naive-softmax.ts";
import { rawPixels } from "./raw-pixels.ts";
import { sigmoidDepth } from "./sigmoid-depth.ts";
import { summedGradient } from "./summed-gradient.ts";
import { zeroInit } from "./zero-init.ts";

export const lessons: readonly Lesson[] = [
  forum,
  rawPixels,
  naiveSoftmax,
  learningRate,
  zeroInit,
  summedGradient,
  sigmoidDepth,
];
