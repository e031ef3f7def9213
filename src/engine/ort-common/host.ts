/** @file What runs sessions for the engine, in this thread or in a worker: plain data go in and come out. */
import type { TypedArray, Value } from "../../graph/dtype.ts";
import type { LoopRoles } from "../../onnx/loop.ts";

/** What a model's inputs and outputs are for; `steps` is null where the model does not ask for their number. */
export type SessionRoles = Omit<LoopRoles, "steps"> & { readonly steps: string | null };

export type Provider = "cpu" | "webgpu";

/** How ONNX Runtime computes. The bits of a result depend on all of it but `spinning`. */
export interface SessionSettings {
  readonly provider: Provider;
  readonly threads: number;
  /** Whether idle threads wait in a loop: faster on a free machine, much slower on a busy one. */
  readonly spinning: boolean;
  readonly flushSubnormals: boolean;
}

export interface HostInfo {
  readonly ortVersion: string;
  /** Whether arithmetic in the host's own thread gives 0 in the place of subnormal numbers, as measured. */
  readonly flushes: boolean;
  /** What only the host's thread knows of its machine. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export type Arrays = Readonly<Record<string, TypedArray>>;
export type Values = Readonly<Record<string, Value>>;

/** Executables are known by number; calls take effect in the order in which they are made. */
export interface Host {
  info(): Promise<HostInfo>;
  create(bytes: Uint8Array, roles: SessionRoles, settings: SessionSettings): Promise<number>;
  /** Why a model without control flow cannot run on the provider alone, none of its nodes on the CPU; null if it can. */
  refusal(bytes: Uint8Array, settings: SessionSettings): Promise<string | null>;
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
