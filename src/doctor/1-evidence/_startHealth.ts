/** @file The health of the first step: the record begins with it a call later. */
import { batchesOf } from "../../data/batches.ts";
import { exampleCount } from "../../data/dataset.ts";
import { allocate } from "../../graph/dtype.ts";
import type { HealthEvent } from "../../record/events.ts";
import { healthProbe } from "../../train/health.ts";
import { runState } from "../../train/programs.ts";
import { firstBatch, isNetwork, type Model, sampleOf } from "./_model.ts";

const mostRows = 128;

/** null for formulas, which have no layers. */
export async function startHealth(model: Model): Promise<HealthEvent | null> {
  const { engine, dataset, experiment, plan, initial } = model;
  const { blueprint } = plan;
  if (!isNetwork(blueprint.model)) return null;
  const sample = sampleOf(dataset, firstBatch(model, mostRows).examples);
  const { perEpoch } = batchesOf(exampleCount(dataset.train), experiment.batchSize);
  const horizon = { totalSteps: perEpoch * experiment.epochs, stepsPerEpoch: perEpoch };
  const probe = await healthProbe({ engine, blueprint, horizon, data: sample.data }, sample.rows);
  const dtype = blueprint.settings.precision;
  const state = runState(blueprint).map(({ name, shape }) => [name, initial[name] ?? allocate({ shape, dtype })]);
  try {
    return await probe.measureState(Object.fromEntries(state), 0, sample.order);
  } finally {
    await probe.dispose();
  }
}
