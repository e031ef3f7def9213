/** @file onnxruntime-web as the engine uses it: one build for WebAssembly, one for WebGPU, each started once a thread. */
import type * as Ort from "onnxruntime-web";
import type { DType } from "../../graph/dtype.ts";
import { EngineError } from "../engine.ts";
import type { SessionSettings } from "../ort-common/host.ts";
import { flushesSubnormals, type OrtRuntime, type OrtSession, Queue } from "../ort-common/runtime.ts";
import { noWebGpu } from "../ort-common/start.ts";
import { scope } from "./scope.ts";

export type WebDevice = "wasm" | "webgpu";

/** Plain data: it is sent to the worker. */
export interface RuntimeOptions {
  readonly device: WebDevice;
  readonly threads: number | "auto";
  readonly files: string | null;
  /** The bytes of the .wasm file, where the caller has fetched them. */
  readonly binary: ArrayBuffer | null;
}

interface Started {
  readonly options: RuntimeOptions;
  readonly runtime: Promise<OrtRuntime>;
}

const started = new Map<WebDevice, Started>();

/** ONNX Runtime in this thread. The first call decides how many threads it has; it cannot be started twice. */
export function startRuntime(options: RuntimeOptions): Promise<OrtRuntime> {
  const present = started.get(options.device);
  if (present) {
    if (present.options.threads === options.threads) return present.runtime;
    throw new EngineError("ONNX Runtime runs in this thread with another number of threads", {
      found: `${present.options.threads}, and ${options.threads} asked for`,
      help: "start the engine in a worker of its own",
    });
  }
  const runtime = start(options).catch((error: unknown) => {
    started.delete(options.device);
    throw error;
  });
  started.set(options.device, { options, runtime });
  return runtime;
}

async function start({ device, threads: wanted, files, binary }: RuntimeOptions): Promise<OrtRuntime> {
  const adapter = device === "webgpu" ? await findAdapter() : null;
  const { env, InferenceSession, Tensor } = await load(device);
  const threads = device === "wasm" ? threadsFor(wanted) : 1;
  env.logLevel = "fatal";
  env.wasm.numThreads = threads;
  if (files !== null) env.wasm.wasmPaths = files.endsWith("/") ? files : `${files}/`;
  if (binary !== null) env.wasm.wasmBinary = binary;
  return {
    info: {
      ortVersion: env.versions.web ?? "unknown",
      flushes: flushesSubnormals(),
      facts: { threads, ...isolationFacts(), ...(adapter !== null && { adapter }) },
    },
    queue: new Queue(),
    open: async (bytes, settings, alone) =>
      (await InferenceSession.create(bytes, sessionOptions(settings, alone))) as unknown as OrtSession,
    tensor: (dtype, data, shape) => new Tensor(dtype as Exclude<DType, "bfloat16">, data, shape),
  };
}

/** Never the default import: its WebGPU is the old one. */
const load = (device: WebDevice): Promise<typeof Ort> =>
  device === "webgpu" ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm");

/** Half of the hardware threads are as many as there are cores on most machines. */
function threadsFor(wanted: number | "auto"): number {
  if (scope.crossOriginIsolated !== true) return 1;
  return wanted === "auto" ? Math.min(8, Math.ceil((scope.navigator?.hardwareConcurrency ?? 1) / 2)) : wanted;
}

function isolationFacts(): Record<string, string | boolean> {
  if (scope.crossOriginIsolated === true) return { crossOriginIsolated: true };
  return {
    crossOriginIsolated: false,
    oneThread: "the page is not cross-origin isolated: its server does not send the headers COOP and COEP",
  };
}

function sessionOptions({ provider }: SessionSettings, alone: boolean): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [provider === "cpu" ? "wasm" : provider],
    graphOptimizationLevel: "all",
    // Errors come back as exceptions; ONNX Runtime would print them to the console as well.
    logSeverityLevel: 4,
    extra: {
      session: { disable_cpu_ep_fallback: alone ? "1" : "0" },
      // It rounds the factor of a scaled product to float32, also where the matrices are float64.
      optimization: { disable_specified_optimizers: "MatMulScaleFusion" },
    },
  };
}

const help =
  'use the device "wasm", or a browser with WebGPU: Chrome, Edge, Safari 26, Firefox 141 or later, over https or on localhost';

/** What the GPU calls itself. */
async function findAdapter(): Promise<string> {
  const gpu = scope.navigator?.gpu;
  if (!gpu) {
    throw new EngineError(noWebGpu, { found: "a browser without navigator.gpu", help });
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new EngineError(noWebGpu, { found: "no GPU that it could use", help });
  const { vendor = "", architecture = "", description = "" } = adapter.info ?? {};
  return [vendor, architecture, description].filter((part) => part !== "").join(" ") || "unnamed";
}
