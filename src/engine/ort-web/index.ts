/** @file The engine on onnxruntime-web, on WebAssembly or WebGPU, in a worker of its own or in the calling thread. */
import { UsageError } from "../../util/errors.ts";
import type { Engine } from "../engine.ts";
import { createExecutable } from "../ort-common/executable.ts";
import type { Host, SessionSettings } from "../ort-common/host.ts";
import { RemoteHost } from "../ort-common/remote.ts";
import { LocalHost } from "../ort-common/session.ts";
import { requireStart } from "../ort-common/start.ts";
import { webPort } from "./port.ts";
import { type RuntimeOptions, startRuntime, type WebDevice } from "./runtime.ts";
import { scope, type WebWorker } from "./scope.ts";
import type { StartMessage } from "./worker.ts";

export interface OrtWebOptions {
  /** "wasm" when left out: the same bits on every machine. "webgpu" is refused where a part would run on the CPU. */
  readonly device?: WebDevice;
  /**
   * Threads of WebAssembly. Results depend on it bit by bit. More than one needs a page that is cross-origin isolated;
   * in any other there is one, and `facts.oneThread` says why.
   */
  readonly threads?: number | "auto";
  /** URL of the folder that holds ONNX Runtime's .mjs and .wasm files; where left out, the bundler must have found them. */
  readonly files?: string;
  /** The bytes of ONNX Runtime's .wasm file for the device, for a page that fetches them itself, to show how far that is. */
  readonly binary?: ArrayBuffer;
  /** Runs in the calling thread, which each run then blocks: for code that is in a worker already. */
  readonly inThread?: boolean;
  /** Makes the worker, where a bundler does not find it by itself: its entry is "evenkeel/web/worker". */
  readonly worker?: () => WebWorker;
}

/**
 * Starts an engine. Values given to `bind` are copied once into its worker and stay there.
 *
 * @throws EngineError where ONNX Runtime cannot be started, or there is no WebGPU
 */
export async function ortWebEngine(options: OrtWebOptions = {}): Promise<Engine> {
  const {
    device = "wasm",
    threads = "auto",
    files = null,
    binary = null,
    inThread = false,
    worker = ownWorker,
  } = options;
  if (threads !== "auto" && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    throw new UsageError(`an engine cannot have ${threads} threads`, {
      help: 'give a whole number from 1, or "auto"',
    });
  }
  const asked: RuntimeOptions = { device, threads, files, binary };
  const { host, stop } = inThread
    ? { host: new LocalHost(await startRuntime(asked)), stop: () => {} }
    : startWorker(worker(), asked);
  const dispose = async (): Promise<void> => {
    await host.close();
    stop();
  };
  try {
    const { ortVersion, facts } = await host.info();
    const settings: SessionSettings = {
      provider: device === "wasm" ? "cpu" : device,
      threads: Number(facts.threads),
      spinning: false,
      flushSubnormals: false,
    };
    await requireStart(host, settings, "ONNX Runtime could not be started", whereFilesAre);
    return {
      name: `ort-web ${device}`,
      facts: { engine: "ort-web", provider: device, version: ortVersion, ...facts, flushSubnormals: false },
      hidesNonFinite: device === "webgpu",
      compile: (program) => createExecutable(host, program, settings),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const whereFilesAre =
  "its .mjs and .wasm files must be served: name their folder with the option files, and see that it answers";

declare const Worker: new (url: object, options: { type: "module"; name: string }) => WebWorker;
declare const URL: new (url: string, base: string) => object;
declare global {
  interface ImportMeta {
    url: string;
  }
}

// Written as bundlers look for it.
const ownWorker = (): WebWorker =>
  new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "evenkeel" });

function startWorker(worker: WebWorker, options: RuntimeOptions): { host: Host; stop: () => void } {
  const { port1, port2 } = new scope.MessageChannel();
  const host = new RemoteHost(webPort(port1));
  worker.onerror = (event) => {
    event.preventDefault?.();
    host.end(event.message ?? "its worker could not be loaded");
  };
  worker.postMessage({ options, port: port2 } satisfies StartMessage, [port2]);
  return { host, stop: () => worker.terminate() };
}
