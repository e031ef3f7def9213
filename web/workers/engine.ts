/** @file ONNX Runtime in this worker: its file fetched with progress, one engine a device. */

import webgpuAddress from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmAddress from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { Engine } from "../../src/engine/engine.ts";
import { ortWebEngine } from "../../src/engine/ort-web/index.ts";
import { fetched, type OnProgress } from "./fetched.ts";

const addresses = { wasm: wasmAddress, webgpu: webgpuAddress };
type Device = keyof typeof addresses;

const engines = new Map<Device, Promise<Engine>>();

/** @throws EngineError where there is no WebGPU, DataError where the file cannot be fetched */
export function engineOn(device: Device, threads: number | "auto", onProgress: OnProgress): Promise<Engine> {
  const known = engines.get(device);
  if (known) return known;
  const address = new URL(addresses[device], globalThis.location.href).href;
  const starting = fetched(address, onProgress).then(({ buffer }) =>
    ortWebEngine({ device, threads, binary: buffer, inThread: true }),
  );
  engines.set(device, starting);
  starting.catch(() => engines.delete(device));
  return starting;
}

/** For replays: short programs, of which several run beside each other. */
export const oneThread = (): Promise<Engine> => engineOn("wasm", 1, () => {});
