/** @file Schema of losses, optimizers and learning-rate schedules; defaults are Keras's where it has one. */
import { z } from "zod";
import {
  below1,
  choice,
  count,
  filled,
  flag,
  fraction,
  notNegative,
  orNull,
  positive,
  record,
  variant,
} from "./fields.ts";
import type { LossName, LossSpec, OptimizerSpec, ScheduleSpec } from "./types.ts";

export const lossNames: readonly LossName[] = [
  "mean-squared-error",
  "mean-absolute-error",
  "binary-cross-entropy",
  "categorical-cross-entropy",
  "sparse-categorical-cross-entropy",
  "softmax-cross-entropy",
  "poisson",
];
export const optimizerNames: readonly OptimizerSpec["name"][] = ["sgd", "adam", "adamw", "rmsprop"];
export const scheduleNames: readonly ScheduleSpec["name"][] = [
  "constant",
  "step",
  "exponential",
  "cosine",
  "one-cycle",
];

export const loss: z.ZodType<LossSpec> = variant("a loss", "name", lossNames, [
  record({
    name: z.enum(lossNames),
    reduction: filled(choice("a reduction", ["mean", "sum"]), "mean"),
    classWeights: filled(choice("a setting of class weights", ["none", "balanced"]), "none"),
  }),
]) as z.ZodType<LossSpec>;

const warmup = filled(notNegative, 0).refine((x) => x < 1 || Number.isInteger(x), {
  error: () => "must be a whole number of steps, or below 1 a fraction of all steps",
});

const schedule: z.ZodType<ScheduleSpec> = variant("a schedule", "name", scheduleNames, [
  record({ name: z.literal("constant"), warmup }),
  record({ name: z.literal("step"), every: count, factor: filled(fraction, 0.1), warmup }),
  record({ name: z.literal("exponential"), factor: fraction, warmup }),
  record({ name: z.literal("cosine"), final: filled(below1, 0), warmup }),
  record({
    name: z.literal("one-cycle"),
    start: filled(below1, 0),
    final: filled(below1, 0),
    rise: filled(fraction, 0.2),
    warmup,
  }),
]) as z.ZodType<ScheduleSpec>;

const common = (learningRate: number) => ({
  learningRate: filled(positive, learningRate),
  clipNorm: orNull(positive),
  clipValue: orNull(positive),
  schedule: filled(schedule, { name: "constant", warmup: 0 }),
});

const adam = { beta1: filled(below1, 0.9), beta2: filled(below1, 0.999), epsilon: filled(positive, 1e-7) };

export const optimizer: z.ZodType<OptimizerSpec> = variant("an optimizer", "name", optimizerNames, [
  record({
    name: z.literal("sgd"),
    ...common(0.01),
    momentum: filled(below1, 0),
    nesterov: filled(flag, false),
    weightDecay: filled(notNegative, 0),
  }),
  record({ name: z.literal("adam"), ...common(0.001), ...adam, weightDecay: filled(notNegative, 0) }),
  record({ name: z.literal("adamw"), ...common(0.001), ...adam, weightDecay: filled(notNegative, 0.004) }),
  record({
    name: z.literal("rmsprop"),
    ...common(0.001),
    rho: filled(below1, 0.9),
    epsilon: filled(positive, 1e-7),
    momentum: filled(below1, 0),
  }),
]) as z.ZodType<OptimizerSpec>;
