/**
 * @file Starts the thread in which an engine runs its sessions.
 *
 * Flushing of subnormal numbers is a mode of each thread. ONNX Runtime sets it on the thread that creates the first
 * session of the process and never again; new threads inherit it. So one thread, kept for the life of the process,
 * creates that first session and starts the threads of all engines that flush: what an engine computes then does not
 * depend on which engines were there before it.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { EngineError } from "../engine.ts";
import { RemoteHost } from "../ort-common/remote.ts";
import { nodePort } from "./port.ts";

const workerFile = new URL("./worker.js", import.meta.url);

export type ParentMessage = { readonly start: number; readonly port: MessagePort };
export type ParentReport = { readonly ready: true } | { readonly ended: number; readonly reason: string };

interface Parent {
  readonly worker: Worker;
  readonly hosts: Map<number, RemoteHost>;
}

let parent: Promise<Parent> | null = null;
let nextId = 1;

function flushingParent(): Promise<Parent> {
  parent ??= startParent().catch((error: unknown) => {
    parent = null;
    throw error;
  });
  return parent;
}

function startParent(): Promise<Parent> {
  const worker = new Worker(workerFile, { workerData: { role: "parent" }, execArgv: [] });
  const hosts = new Map<number, RemoteHost>();
  return new Promise((resolve, reject) => {
    worker.on("message", (report: ParentReport) => {
      if ("ended" in report) {
        hosts.get(report.ended)?.end(report.reason);
        hosts.delete(report.ended);
      } else {
        worker.unref();
        resolve({ worker, hosts });
      }
    });
    worker.on("error", (error) => {
      for (const host of hosts.values()) host.end(error.message);
      reject(
        new EngineError("ONNX Runtime could not be started", {
          found: error.message,
          help: "check that the package onnxruntime-node is installed and supports this platform",
        }),
      );
    });
  });
}

/** A host in a thread of its own. */
export async function startHost(flushSubnormals: boolean): Promise<RemoteHost> {
  const { worker: starter, hosts } = await flushingParent();
  const { port1, port2 } = new MessageChannel();
  const host = new RemoteHost(nodePort(port1));
  if (flushSubnormals) {
    const start = nextId++;
    hosts.set(start, host);
    starter.postMessage({ start, port: port2 } satisfies ParentMessage, [port2]);
  } else {
    const worker = new Worker(workerFile, {
      workerData: { role: "host", port: port2 },
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
    onEnd(worker, (reason) => host.end(reason));
  }
  return host;
}

/** Calls back once when the thread is gone, with the error that ended it. */
export function onEnd(worker: Worker, report: (reason: string) => void): void {
  let reason: string | null = null;
  worker.on("error", (error) => {
    reason = error.message;
  });
  worker.on("exit", (code) => report(reason ?? `its thread ended with exit code ${code}`));
}
