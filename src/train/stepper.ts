/** @file Carries out training steps: several a call where a batch fits, one at a time in tiles where it does not. */
import type { Engine, Executable } from "../engine/engine.ts";
import type { TypedArray, Value } from "../graph/dtype.ts";
import { allocate } from "../graph/dtype.ts";
import { type Call, type Horizon, maskFeeds, rowFeeds, scalarFeeds } from "./feeds.ts";
import type { ResidentData } from "./inputs.ts";
import { findNonFinite, type NonFiniteOrigin } from "./nonfinite.ts";
import {
  accumulateProgram,
  type Blueprint,
  gradientSums,
  runState,
  stepProgram,
  type TrainingProgram,
  updateProgram,
} from "./programs.ts";

/** The values of one call, one number a step. */
export interface StepReport {
  readonly costs: ArrayLike<number>;
  /** Output name → sum over the examples of each step. */
  readonly sums: Readonly<Record<string, ArrayLike<number>>>;
}

/** Owns the parameters and the optimizer's state while a run lasts. */
export interface Stepper {
  /** The executable that holds the state now; others may link to it. */
  readonly owner: () => Executable;
  run(call: Call): Promise<StepReport>;
  /** Puts the state back to before the last call, and says which op first left the finite numbers in it. */
  explainFailure(call: Call): Promise<NonFiniteOrigin | null>;
  readState(): Promise<Record<string, Value>>;
  writeState(values: Readonly<Record<string, Value>>): Promise<void>;
  dispose(): Promise<void>;
}

export interface StepperContext {
  readonly engine: Engine;
  readonly blueprint: Blueprint;
  readonly horizon: Horizon;
  /** The resident data by input name. */
  readonly data: ResidentData;
  /** Most rows that are computed at once; `largestTile` when left out. */
  readonly tile?: number;
}

/** Steps whose whole batch is computed at once. */
export async function wholeStepper(context: StepperContext, rows: number): Promise<Stepper> {
  const { engine, blueprint, horizon, data } = context;
  const compiled = new Map<number, { training: TrainingProgram; executable: Executable }>();
  const forRows = async (size: number): Promise<{ training: TrainingProgram; executable: Executable }> => {
    const present = compiled.get(size);
    if (present) return present;
    const training = stepProgram(blueprint, data, size);
    const executable = await engine.compile(training.program);
    await executable.bind(data);
    const entry = { training, executable };
    compiled.set(size, entry);
    return entry;
  };
  let current = await forRows(rows);
  const feeds = (call: Call, masks: TrainingProgram["masks"]): Record<string, TypedArray> => ({
    ...rowFeeds(call),
    ...scalarFeeds(blueprint, horizon, call),
    ...maskFeeds(masks, blueprint.settings.seed, call),
  });
  return {
    owner: () => current.executable,
    run: async (call) => {
      const next = await forRows(call.rows);
      if (next !== current) await next.executable.adopt(current.executable);
      current = next;
      return reportOf(await current.executable.run(call.steps, feeds(call, current.training.masks)));
    },
    explainFailure: async (call) => {
      await current.executable.rewind();
      const values = { ...data, ...(await current.executable.readState()) };
      const { program, masks } = current.training;
      return findNonFinite({ engine, program, values, perStep: feeds(call, masks), steps: call.steps });
    },
    readState: () => current.executable.readState(),
    writeState: (values) => current.executable.bind(values),
    dispose: async () => {
      for (const { executable } of compiled.values()) await executable.dispose();
    },
  };
}

function reportOf(outputs: Readonly<Record<string, Value>>): StepReport {
  const { cost, ...sums } = outputs;
  return {
    costs: cost!.data,
    sums: Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, value.data])),
  };
}

/** A step on more rows than this is computed in tiles: activations of 5,000 rows of this network take 19 MB each way. */
export const largestTile = 5000;

/** Rows of a tile: the largest divisor of `rows` that is at most `largest`, unless all divisors are small. */
export function tileRows(rows: number, largest: number = largestTile): number {
  for (let tile = Math.min(largest, rows); tile >= largest / 4; tile--) if (rows % tile === 0) return tile;
  return Math.min(rows, largest);
}

/** Steps whose gradients are summed over tiles, so that memory does not grow with the batch. */
export async function tiledStepper(context: StepperContext): Promise<Stepper> {
  const { engine, blueprint, horizon, data, tile: largest } = context;
  const update = updateProgram(blueprint);
  const owner = await engine.compile(update);
  const parameterNames = Object.fromEntries(blueprint.model.parameters.map(({ name }) => [name, name]));
  const tiles = new Map<string, { training: TrainingProgram; executable: Executable }>();
  const sumNames = Object.fromEntries(gradientSums(blueprint).map(({ name }) => [name, name]));
  const forTile = async (
    size: number,
    examples: number,
  ): Promise<{ training: TrainingProgram; executable: Executable }> => {
    const key = `${size} of ${examples}`;
    const present = tiles.get(key);
    if (present) return present;
    const training = accumulateProgram(blueprint, data, size, examples);
    const executable = await engine.compile(training.program);
    await executable.bind(data);
    await executable.link(owner, parameterNames);
    const entry = { training, executable };
    tiles.set(key, entry);
    return entry;
  };
  const zeros = Object.fromEntries(
    gradientSums(blueprint).map(({ name, shape }) => [name, allocate({ shape, dtype: blueprint.settings.precision })]),
  );
  const parts = (call: Call): { call: Call; position: number }[] => {
    const tile = tileRows(call.rows, largest);
    const whole = Math.floor(call.rows / tile);
    const rest = call.rows - whole * tile;
    const part = (position: number, steps: number, size: number): { call: Call; position: number } => ({
      call: {
        firstStep: call.firstStep,
        steps,
        rows: size,
        order: call.order.subarray(position, position + steps * size),
      },
      position,
    });
    return [part(0, whole, tile), ...(rest > 0 ? [part(whole * tile, 1, rest)] : [])];
  };
  const feedsOf = (
    part: { call: Call; position: number },
    masks: TrainingProgram["masks"],
  ): Record<string, TypedArray> => ({
    ...rowFeeds(part.call),
    ...tileMasks(masks, blueprint.settings.seed, part.call, part.position),
  });

  /** Holds the gradient sums of the last step. */
  let last: Executable | null = null;
  const step = async (call: Call): Promise<StepReport> => {
    let [cost, previous] = [0, null as Executable | null];
    const sums: Record<string, [number]> = {};
    for (const part of parts(call)) {
      const { training, executable } = await forTile(part.call.rows, call.rows);
      if (previous) await executable.adopt(previous);
      else await executable.bind(zeros);
      const report = reportOf(await executable.run(part.call.steps, feedsOf(part, training.masks)));
      cost += total(report.costs);
      for (const [name, values] of Object.entries(report.sums)) sums[name] = [(sums[name]?.[0] ?? 0) + total(values)];
      previous = executable;
    }
    last = previous;
    await owner.link(previous!, sumNames);
    await owner.run(1, scalarFeeds(blueprint, horizon, call));
    return { costs: [cost], sums };
  };

  return {
    owner: () => owner,
    run: async (call) => {
      if (call.steps !== 1) throw new Error(`a step in tiles is one step a call, not ${call.steps}`);
      return step(call);
    },
    explainFailure: async (call) => {
      await owner.rewind();
      const state = await owner.readState();
      const parameters = Object.fromEntries(Object.keys(parameterNames).map((name) => [name, state[name]!]));
      for (const part of parts(call)) {
        const { training } = await forTile(part.call.rows, call.rows);
        const values = { ...data, ...parameters, ...zeros };
        const found = await findNonFinite({
          engine,
          program: training.program,
          values,
          perStep: feedsOf(part, training.masks),
          steps: part.call.steps,
        });
        if (found) return { ...found, step: 0 };
      }
      const values = { ...state, ...(await last!.readState()) };
      return findNonFinite({
        engine,
        program: update,
        values,
        perStep: scalarFeeds(blueprint, horizon, call),
        steps: 1,
      });
    },
    readState: () => owner.readState(),
    writeState: (values) => owner.bind(values),
    dispose: async () => {
      for (const { executable } of tiles.values()) await executable.dispose();
      await owner.dispose();
    },
  };
}

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0);

/** Masks of consecutive tiles of one step. */
function tileMasks(
  masks: TrainingProgram["masks"],
  seed: number,
  call: Call,
  position: number,
): Record<string, TypedArray> {
  const result: Record<string, TypedArray> = {};
  for (let k = 0; k < call.steps; k++) {
    const tile = maskFeeds(masks, seed, { ...call, steps: 1 }, position + k * call.rows);
    for (const [name, mask] of Object.entries(tile)) {
      result[name] ??= new Uint8Array(call.steps * mask.length);
      result[name].set(mask, k * mask.length);
    }
  }
  return result;
}

/** The stepper for batches of `rows`; tiles only where the model's cost is a sum over examples. */
export const stepperFor = (context: StepperContext, rows: number): Promise<Stepper> =>
  rows > (context.tile ?? largestTile) && context.blueprint.model.additive
    ? tiledStepper(context)
    : wholeStepper(context, rows);

/** First values of all state: the model's parameters and zeros for the optimizer. */
export function initialState(blueprint: Blueprint): Record<string, Value> {
  const { model, settings } = blueprint;
  const parameters = model.initialize(settings.seed, settings.precision);
  return Object.fromEntries(
    runState(blueprint).map(({ name, shape }) => [
      name,
      parameters[name] ?? allocate({ shape, dtype: settings.precision }),
    ]),
  );
}
