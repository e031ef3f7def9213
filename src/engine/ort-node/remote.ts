/** @file A host at the other end of a message port: the engine's side and the worker's side. */
import type { MessagePort, TransferListItem } from "node:worker_threads";
import type { TypedArray } from "../../graph/dtype.ts";
import { EngineError } from "../engine.ts";
import type { Arrays, Host, HostInfo, Values } from "./host.ts";

interface Call {
  readonly id: number;
  readonly method: keyof Host;
  readonly args: readonly unknown[];
}

type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** Large residents are sent once and kept by number, however many executables they are bound to, until the engine ends. */
const sharedBytes = 1 << 20;

interface Shared {
  readonly shared: number;
  /** Present the first time. */
  readonly data?: TypedArray;
}

const isShared = (value: TypedArray | Shared): value is Shared => "shared" in value;

/** Puts arrays in the place of their numbers. */
function unshare(kept: Map<number, TypedArray>, arrays: Readonly<Record<string, TypedArray | Shared>>): Arrays {
  const entries = Object.entries(arrays).map(([name, value]): [string, TypedArray] => {
    if (!isShared(value)) return [name, value];
    if (value.data) kept.set(value.shared, value.data);
    return [name, kept.get(value.shared)!];
  });
  return Object.fromEntries(entries);
}

/** Answers calls that arrive at `port` until `close`. Outputs of runs are moved, state is copied. */
export function serve(host: Host, port: MessagePort): void {
  const kept = new Map<number, TypedArray>();
  port.on("message", async ({ id, method, args: given }: Call) => {
    try {
      const args =
        method === "bind" ? [given[0], unshare(kept, given[1] as Parameters<typeof unshare>[1]), given[2]] : given;
      const result = await (host[method] as (...args: unknown[]) => Promise<unknown>).apply(host, [...args]);
      port.postMessage({ id, result } satisfies Reply, method === "run" ? buffersOf(result as Values) : []);
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Reply);
    }
    if (method === "close") port.close();
  });
}

const buffersOf = (values: Values): TransferListItem[] => [
  ...new Set(Object.values(values).map(({ data }) => data.buffer as ArrayBuffer)),
];

/** A view of a part of a buffer becomes an array of its own: sending a view would copy the whole buffer. */
function compact(arrays: Arrays): { arrays: Arrays; moved: TransferListItem[] } {
  const moved: TransferListItem[] = [];
  const entries = Object.entries(arrays).map(([name, data]): [string, TypedArray] => {
    if (data.byteLength === data.buffer.byteLength) return [name, data];
    // Not data.slice(): a Node Buffer's slice is a view, and moving it would take the caller's memory away.
    const own: TypedArray = data instanceof Uint8Array ? new Uint8Array(data) : data.slice();
    moved.push(own.buffer as ArrayBuffer);
    return [name, own];
  });
  return { arrays: Object.fromEntries(entries), moved };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Sends calls through a port. The port keeps the process alive only while a call is pending. */
export class RemoteHost implements Host {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  readonly #shared = new WeakMap<TypedArray, number>();
  #nextShared = 1;
  #nextId = 1;
  #ended: string | null = null;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (reply: Reply) => this.#settle(reply));
    // Whoever started the thread reports why it ended; that may arrive a moment after the port closes.
    port.on("close", () => {
      if (this.#ended === null) setTimeout(() => this.end("its thread ended"), 100);
    });
    port.unref();
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
    if (this.#pending.size === 0) this.#port.unref();
    if ("error" in reply) pending?.reject(new Error(reply.error));
    else pending?.resolve(reply.result);
  }

  #call<T>(method: keyof Host, args: readonly unknown[], moved: readonly TransferListItem[] = []): Promise<T> {
    if (this.#ended !== null) return Promise.reject(gone(this.#ended));
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#port.ref();
      this.#port.postMessage({ id, method, args } satisfies Call, moved);
    });
  }

  info(): Promise<HostInfo> {
    return this.#call("info", []);
  }

  create(...args: Parameters<Host["create"]>): Promise<number> {
    return this.#call("create", args);
  }

  bind(executable: number, given: Arrays, kept: readonly string[]): Promise<void> {
    const isLarge = (name: string): boolean => kept.includes(name) && given[name]!.byteLength >= sharedBytes;
    const isSent = ([name, data]: [string, TypedArray]): boolean => isLarge(name) && this.#shared.has(data);
    const { arrays, moved } = compact(Object.fromEntries(Object.entries(given).filter((entry) => !isSent(entry))));
    const entries = Object.entries(given).map(([name, data]): [string, TypedArray | Shared] => {
      if (!isLarge(name)) return [name, arrays[name]!];
      const sent = this.#shared.get(data);
      if (sent !== undefined) return [name, { shared: sent }];
      this.#shared.set(data, this.#nextShared);
      return [name, { shared: this.#nextShared++, data: arrays[name]! }];
    });
    return this.#call("bind", [executable, Object.fromEntries(entries), kept], moved);
  }

  run(executable: number, steps: number, perStep: Arrays): Promise<Values> {
    const { arrays, moved } = compact(perStep);
    return this.#call("run", [executable, steps, arrays], moved);
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

const gone = (reason: string): EngineError =>
  new EngineError("the engine is not running any more", {
    found: reason,
    help: "create a new engine; if its thread ended by itself, the machine may have run out of memory",
  });
