/** @file Entry of the engine's threads: the one that flushes and starts others, and those that run sessions. */
import { type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";
import { encodeLoop } from "../../onnx/loop.ts";
import { input } from "../../ops/input.ts";
import { serve } from "../ort-common/remote.ts";
import { LocalHost } from "../ort-common/session.ts";
import { nodePort } from "./port.ts";
import { nodeRuntime } from "./runtime.ts";
import { onEnd, type ParentMessage, type ParentReport } from "./threads.ts";

type Role = { readonly role: "parent" } | { readonly role: "host"; readonly port: MessagePort };

/** Creates the first session of the process, with flushing on. */
async function flushThisThread(): Promise<void> {
  const x = input("x", "float32", []);
  const graph = { inputs: [x], outputs: new Map([["y", x]]) };
  const { bytes, roles } = encodeLoop({ name: "first", graph, state: new Map(), perStep: [], resident: ["x"] });
  const host = new LocalHost(nodeRuntime());
  await host.create(bytes, roles, { provider: "cpu", threads: 1, spinning: false, flushSubnormals: true });
  await host.close();
}

async function startOthers(): Promise<void> {
  const report = (message: ParentReport): void => parentPort!.postMessage(message);
  await flushThisThread();
  parentPort!.on("message", ({ start, port }: ParentMessage) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { role: "host", port } satisfies Role,
      transferList: [port],
      execArgv: [],
    });
    onEnd(worker, (reason) => report({ ended: start, reason }));
  });
  report({ ready: true });
}

const role = workerData as Role;
if (role.role === "parent") await startOthers();
else serve(new LocalHost(nodeRuntime()), nodePort(role.port));
