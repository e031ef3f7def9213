/** @file onnxruntime-node as the engine uses it: its options, and no word of its own on the terminal. */
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import type { DType } from "../../graph/dtype.ts";
import type { SessionSettings } from "../ort-common/host.ts";
import { flushesSubnormals, type OrtRuntime, type OrtSession, Queue } from "../ort-common/runtime.ts";

function sessionOptions(settings: SessionSettings, alone: boolean): InferenceSession.SessionOptions {
  const { provider, threads, spinning, flushSubnormals } = settings;
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Errors come back as exceptions; ONNX Runtime would print them to stderr as well.
    logSeverityLevel: 4,
    extra: {
      session: {
        "intra_op.allow_spinning": spinning ? "1" : "0",
        set_denormal_as_zero: flushSubnormals ? "1" : "0",
        disable_cpu_ep_fallback: alone ? "1" : "0",
      },
      // It rounds the factor of a scaled product to float32, also where the matrices are float64.
      optimization: { disable_specified_optimizers: "MatMulScaleFusion" },
    },
  };
}

/** ONNX Runtime in this thread. */
export function nodeRuntime(): OrtRuntime {
  env.logLevel = "fatal";
  return {
    info: { ortVersion: env.versions.node ?? "unknown", flushes: flushesSubnormals(), facts: {} },
    queue: new Queue(),
    open: async (bytes, settings, alone) =>
      (await InferenceSession.create(bytes, sessionOptions(settings, alone))) as unknown as OrtSession,
    // Programs of ours hold no bfloat16, which ONNX Runtime takes from nobody.
    tensor: (dtype, data, shape) => new Tensor(dtype as Exclude<DType, "bfloat16">, data, shape),
  };
}
