/** @file Asks for a GPU before anything is trained, so that its absence is said in plain words. */
import { encodeGraph } from "../../onnx/encode.ts";
import { input } from "../../ops/input.ts";
import { neg } from "../../ops/neg.ts";
import { EngineError } from "../engine.ts";
import type { Host, SessionSettings } from "./host.ts";

/** @throws EngineError where no program can run on WebGPU here */
export async function requireWebGpu(host: Host, settings: SessionSettings, help: string): Promise<void> {
  const x = input("x", "float32", [1]);
  const model = encodeGraph({ inputs: [x], outputs: new Map([["y", neg(x)]]) }, { target: "webgpu" });
  const refusal = await host.refusal(model, settings);
  if (refusal !== null) throw new EngineError("WebGPU is not available here", { found: lastSentence(refusal), help });
}

/** ONNX Runtime begins with the file and function of its own. */
const lastSentence = (message: string): string => message.split(" was false. ").at(-1)!.trim();
