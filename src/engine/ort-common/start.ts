/** @file Runs a model of one op before anything is trained, so that a missing GPU or file is said in plain words. */
import { encodeLoop } from "../../onnx/loop.ts";
import { input } from "../../ops/input.ts";
import { neg } from "../../ops/neg.ts";
import { EngineError } from "../engine.ts";
import type { Host, SessionSettings } from "./host.ts";

/** @throws EngineError with the message and help where no model can be loaded */
export async function requireStart(
  host: Host,
  settings: SessionSettings,
  message: string,
  help: string,
): Promise<void> {
  const x = input("x", "float32", [1]);
  const graph = { inputs: [x], outputs: new Map([["y", neg(x)]]) };
  const program = { name: "first", graph, state: new Map(), perStep: [], resident: ["x"] };
  const { bytes, roles } = encodeLoop(program, settings.provider);
  try {
    await host.release(await host.create(bytes, roles, settings));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new EngineError(message, { found: lastSentence(found), help });
  }
}

export const noWebGpu = "WebGPU is not available here";

/** ONNX Runtime begins with the file and function of its own. */
const lastSentence = (message: string): string => message.split(" was false. ").at(-1)!.trim();
