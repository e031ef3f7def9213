/** @file Checks of events that are read from a file; numbers that are not finite come as their names. */
import { z } from "zod";
import type { Experiment } from "../experiment/types.ts";
import type { RunEvent } from "./events.ts";

const notFinite = z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number);
const number = z.union([z.number(), notFinite]);
const whole = z.int().min(0);
const text = z.string();
const metrics = z.record(text, number);

/** It was checked in full when the run began; a record only has to show that it is one. */
const experiment = z.looseObject({ data: z.looseObject({}), model: z.array(z.looseObject({})), seed: whole });

const data = z.object({
  name: text,
  train: whole,
  validation: whole,
  test: whole,
  inputShape: z.array(whole),
  inputMin: number,
  inputMax: number,
  inputMean: number,
  inputStd: number,
  constantInputs: whole,
  targets: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("labels"), classes: whole, counts: z.array(whole) }),
    z.object({
      kind: z.literal("values"),
      width: whole,
      min: number,
      max: number,
      std: number,
      columns: z.array(z.object({ mean: number, std: number })).exactOptional(),
    }),
  ]),
  files: z.array(z.object({ path: text, sha256: text, verified: z.boolean() })),
});

const start = z.object({
  t: z.literal("start"),
  experiment: experiment as unknown as z.ZodType<Experiment>,
  experimentHash: text,
  data,
  model: z.object({ parameters: whole, layers: z.array(z.object({ name: text, summary: text, parameters: whole })) }),
  engine: text,
  engineFacts: z.record(text, z.union([text, z.number(), z.boolean()])),
  rewrites: z.array(z.object({ id: text, count: whole, sites: z.array(text) })),
  stepsPerEpoch: whole,
  totalSteps: whole,
  resumedAt: whole,
});

const step = z.object({ t: z.literal("step"), step: whole, epoch: whole, cost: number, learningRate: number });

const epoch = z.object({
  t: z.literal("epoch"),
  epoch: whole,
  step: whole,
  cost: number,
  train: metrics,
  validation: metrics.nullable(),
  test: metrics.nullable(),
  seconds: number,
  best: z.boolean(),
});

const layerHealth = z.object({
  name: text,
  gradientNorm: number,
  weightNorm: number,
  updateRatio: number,
  activationQuantiles: z.object({ p5: number, p50: number, p95: number, max: number }),
  deadShare: number,
  saturatedShare: number,
  firing: z
    .string()
    .regex(/^([0-9a-f]{2})*$/)
    .exactOptional(),
});

const health = z.object({
  t: z.literal("health"),
  step: whole,
  layers: z.array(layerHealth),
  largestLogit: number.nullable(),
  largestLogitGap: number.nullable(),
});

const origin = z.object({
  step: whole,
  op: text,
  gives: z.enum(["NaN", "Infinity"]),
  operands: z.array(z.object({ lo: number, hi: number })),
  limit: z.object({ operand: whole, value: number, limit: number, what: text }).nullable(),
  site: z.object({ file: text, line: whole, column: whole }).nullable(),
  via: z.array(text),
});

const finding = z.object({
  t: z.literal("finding"),
  id: text,
  step: whole,
  message: text,
  where: text.nullable(),
  remedy: text.nullable(),
  origin: origin.exactOptional(),
  facts: z.array(z.object({ label: text, value: text, normal: text.nullable() })).exactOptional(),
});

const end = z.object({
  t: z.literal("end"),
  stopped: z.enum(["done", "early-stopping", "diverged", "interrupted", "terminated", "symptom", "failed"]),
  step: whole,
  epoch: whole,
  train: metrics,
  validation: metrics.nullable(),
  test: metrics.nullable(),
  goalReached: z.boolean().nullable(),
  seconds: number,
  run: text.nullable(),
  model: text.nullable(),
});

export const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion("t", [start, step, epoch, health, finding, end]);
