/** @file The few things of a browser that the engine uses, typed here so that this code needs no types of the DOM. */

export interface WebPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown, moved: ArrayBuffer[]): void;
  close(): void;
}

/** A worker as the engine uses it. */
export interface WebWorker {
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
  postMessage(message: unknown, moved: WebPort[]): void;
  terminate(): void;
}

interface GpuAdapter {
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly description: string };
}

interface Scope {
  readonly navigator?: {
    readonly hardwareConcurrency?: number;
    readonly gpu?: { requestAdapter(options: { powerPreference: string }): Promise<GpuAdapter | null> };
  };
  /** Whether the page may share memory between threads. */
  readonly crossOriginIsolated?: boolean;
  readonly MessageChannel: new () => { readonly port1: WebPort; readonly port2: WebPort };
  /** The name that a worker was given. */
  readonly name?: string;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

export const scope: Scope = globalThis as unknown as Scope;
