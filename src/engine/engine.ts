/** @file What an engine is: it runs a program, K steps a call, and keeps the state inside. */
import type { TypedArray, Value } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import { EvenkeelError, exitCode } from "../util/errors.ts";

/**
 * A graph with roles for its inputs. Every input has exactly one role: `state` (replaced after each step by the
 * output it is paired with), `perStep` (one slice of an array [steps, ...shape] each step) or `resident` (bound
 * once, the same in every step).
 */
export interface Program {
  readonly name: string;
  readonly graph: Graph;
  /** State input name → output name. */
  readonly state: ReadonlyMap<string, string>;
  readonly perStep: readonly string[];
  readonly resident: readonly string[];
}

/** The outputs of a program that are not state: each call returns them stacked, [steps, ...shape]. */
export const reportedOutputs = (program: Program): string[] => {
  const state = new Set(program.state.values());
  return [...program.graph.outputs.keys()].filter((name) => !state.has(name));
};

export interface Executable {
  /** Sets resident or state inputs; the arrays are not copied, so leave them alone afterwards. */
  bind(values: Readonly<Record<string, Value>>): Promise<void>;
  /** Runs `steps` steps. `perStep` holds, for each per-step input, `steps` slices one after the other. */
  run(steps: number, perStep?: Readonly<Record<string, TypedArray>>): Promise<Record<string, Value>>;
  /**
   * Ties resident inputs to another executable's state (same engine): each later run reads the values that `source`
   * has then, without copying. `names` maps a resident input of this executable to a state input of `source`.
   */
  link(source: Executable, names: Readonly<Record<string, string>>): Promise<void>;
  /** Takes over the current state of another executable (same engine, same state names) without copying. */
  adopt(source: Executable): Promise<void>;
  /** Puts the state back to what it was before the last `run`; without one, does nothing. */
  rewind(): Promise<void>;
  /** The state by its input names, as it is after the last step. */
  readState(): Promise<Record<string, Value>>;
  dispose(): Promise<void>;
}

export interface Engine {
  /** For people and records: "reference float64", "ort-node cpu". */
  readonly name: string;
  /** Everything its bits depend on: version, provider, threads, flushing. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Whether NaN and infinities may turn into numbers inside it, as in shaders: then only what it returns can tell. */
  readonly hidesNonFinite?: boolean;
  compile(program: Program): Promise<Executable>;
  dispose(): Promise<void>;
}

/** An engine could not run what it was given: a bug of ours or an unsupported machine, never the user's formulas. */
export class EngineError extends EvenkeelError {
  constructor(message: string, detail: { where?: string; found?: string; help?: string } = {}) {
    super(message, detail, exitCode.bug);
  }
}
