/** @file A host at the other end of a message port: the engine's side and the worker's side. */
import type { TypedArray } from "../../graph/dtype.ts";
import type { ErrorDetail } from "../../util/errors.ts";
import { EngineError } from "../engine.ts";
import type { Arrays, Host, HostInfo, Values } from "./host.ts";
import type { Port } from "./port.ts";
import { KeptArrays, type SentArrays, SharedArrays } from "./shared.ts";

interface Call {
  readonly id: number;
  readonly method: keyof Host;
  readonly args: readonly unknown[];
  /** Shared arrays that no executable uses any more. */
  readonly forgotten: readonly number[];
}

type Reply =
  | { readonly id: number; readonly result: unknown }
  /** `detail` is that of an error of ours. */
  | { readonly id: number; readonly error: string; readonly detail: ErrorDetail | null };

/** Answers calls that arrive at `port` until `close`. Outputs of runs are moved, state is copied. */
export function serve(host: Host | Promise<Host>, port: Port, kept: KeptArrays = new KeptArrays()): void {
  port.receive(async (call) => {
    const { id, method, args: given, forgotten } = call as Call;
    try {
      const args = method === "bind" ? [given[0], kept.unpack(given[1] as SentArrays), given[2]] : given;
      kept.forget(forgotten);
      const target = await host;
      const result = await (target[method] as (...args: unknown[]) => Promise<unknown>).apply(target, [...args]);
      port.send({ id, result } satisfies Reply, method === "run" ? buffersOf(result as Values) : []);
    } catch (error) {
      port.send(failedReply(id, error), []);
    }
    if (method === "close") port.close();
  });
}

const failedReply = (id: number, error: unknown): Reply => ({
  id,
  error: error instanceof Error ? error.message : String(error),
  detail: error instanceof EngineError ? error.detail : null,
});

const buffersOf = (values: Values): ArrayBuffer[] => [
  ...new Set(Object.values(values).map(({ data }) => data.buffer as ArrayBuffer)),
];

/** A view of a part of a buffer becomes an array of its own: sending a view would copy the whole buffer. */
function compact(data: TypedArray, moved: ArrayBuffer[]): TypedArray {
  if (data.byteLength === data.buffer.byteLength) return data;
  // Not data.slice(): a Node Buffer's slice is a view, and moving it would take the caller's memory away.
  const own: TypedArray = data instanceof Uint8Array ? new Uint8Array(data) : data.slice();
  moved.push(own.buffer as ArrayBuffer);
  return own;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Sends calls through a port. The port keeps the process alive only while a call is pending. */
export class RemoteHost implements Host {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  readonly #shared = new SharedArrays();
  #nextId = 1;
  #ended: string | null = null;

  constructor(port: Port) {
    this.#port = port;
    port.receive((reply) => this.#settle(reply as Reply));
    port.onClose(() => this.end("its thread ended"));
    port.hold(false);
  }

  /** Fails pending and later calls: the other side is gone. The first reason counts. */
  end(reason: string): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(gone(this.#ended));
    this.#pending.clear();
    this.#port.close();
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#port.hold(false);
    if ("error" in reply)
      pending?.reject(reply.detail ? new EngineError(reply.error, reply.detail) : new Error(reply.error));
    else pending?.resolve(reply.result);
  }

  #call<T>(method: keyof Host, args: readonly unknown[], moved: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#ended !== null) return Promise.reject(gone(this.#ended));
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#port.hold(true);
      const forgotten = this.#shared.takeForgotten();
      this.#port.send({ id, method, args, forgotten } satisfies Call, moved);
    });
  }

  info(): Promise<HostInfo> {
    return this.#call("info", []);
  }

  refusal(...args: Parameters<Host["refusal"]>): Promise<string | null> {
    return this.#call("refusal", args);
  }

  async create(...args: Parameters<Host["create"]>): Promise<number> {
    const executable = await this.#call<number>("create", args);
    this.#shared.open(executable);
    return executable;
  }

  bind(executable: number, given: Arrays, kept: readonly string[]): Promise<void> {
    const moved: ArrayBuffer[] = [];
    const entries = Object.entries(given).map(([name, data]): [string, SentArrays[string]] => {
      const own = (): TypedArray => compact(data, moved);
      return [name, kept.includes(name) ? this.#shared.bind(executable, name, data, own) : own()];
    });
    return this.#call("bind", [executable, Object.fromEntries(entries), kept], moved);
  }

  run(executable: number, steps: number, perStep: Arrays): Promise<Values> {
    const moved: ArrayBuffer[] = [];
    const entries = Object.entries(perStep).map(([name, data]) => [name, compact(data, moved)]);
    return this.#call("run", [executable, steps, Object.fromEntries(entries)], moved);
  }

  link(...args: Parameters<Host["link"]>): Promise<void> {
    return this.#call("link", args);
  }

  adopt(...args: Parameters<Host["adopt"]>): Promise<void> {
    return this.#call("adopt", args);
  }

  rewind(executable: number): Promise<void> {
    return this.#call("rewind", [executable]);
  }

  readState(executable: number): Promise<Values> {
    return this.#call("readState", [executable]);
  }

  release(executable: number): Promise<void> {
    this.#shared.release(executable);
    return this.#ended === null ? this.#call("release", [executable]) : Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    try {
      await this.#call("close", []);
    } catch (error) {
      // The thread may be seen to end before its answer arrives.
      if (!(error instanceof EngineError)) throw error;
    }
    this.end("it was disposed of");
  }
}

/** Calls after the end. */
const gone = (reason: string): EngineError =>
  new EngineError("the engine is not running any more", {
    found: reason,
    help: "create a new engine; if its thread ended by itself, the machine may have run out of memory",
  });
