/** @file The page: does a job in its own thread or in a worker. */
import type { Job, Report } from "../jobs.ts";
import { perform } from "./perform.ts";

interface PageWorker {
  onmessage: ((event: { data: { result: Report } | { error: string } }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (url: object, options: { type: "module" }) => PageWorker;

function inWorker(job: Job): Promise<Report> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<Report>((resolve, reject) => {
    worker.onmessage = ({ data }) => ("result" in data ? resolve(data.result) : reject(new Error(data.error)));
    worker.onerror = ({ message }) => reject(new Error(message ?? "the worker could not be loaded"));
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}

Object.assign(globalThis, { perform: (job: Job) => (job.from === "page" ? perform(job) : inWorker(job)) });
