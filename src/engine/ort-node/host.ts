/** @file What runs sessions for the engine, in this thread or in a worker: plain data go in and come out. */
import type { TypedArray, Value } from "../../graph/dtype.ts";
import type { LoopRoles } from "../../onnx/loop.ts";

/** What a model's inputs and outputs are for; `steps` is null where the model does not ask for their number. */
export type SessionRoles = Omit<LoopRoles, "steps"> & { readonly steps: string | null };

/** How ONNX Runtime computes. The bits of a result depend on `threads` and `flushSubnormals`, not on `spinning`. */
export interface SessionSettings {
  readonly threads: number;
  /** Whether idle threads wait in a loop: faster on a free machine, much slower on a busy one. */
  readonly spinning: boolean;
  readonly flushSubnormals: boolean;
}

export interface HostInfo {
  readonly ortVersion: string;
  /** Whether arithmetic in the host's own thread gives 0 in the place of subnormal numbers, as measured. */
  readonly flushes: boolean;
}

export type Arrays = Readonly<Record<string, TypedArray>>;
export type Values = Readonly<Record<string, Value>>;

/** Executables are known by number; calls take effect in the order in which they are made. */
export interface Host {
  info(): Promise<HostInfo>;
  create(bytes: Uint8Array, roles: SessionRoles, settings: SessionSettings): Promise<number>;
  /** `kept` names the arrays that stay the same for long, which a remote host sends once to all that use them. */
  bind(executable: number, arrays: Arrays, kept: readonly string[]): Promise<void>;
  run(executable: number, steps: number, perStep: Arrays): Promise<Values>;
  link(executable: number, source: number, names: Readonly<Record<string, string>>): Promise<void>;
  adopt(executable: number, source: number): Promise<void>;
  rewind(executable: number): Promise<void>;
  readState(executable: number): Promise<Values>;
  release(executable: number): Promise<void>;
  /** Ends the host. */
  close(): Promise<void>;
}
