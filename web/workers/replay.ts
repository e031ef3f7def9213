/** @file Entry of a worker that replays experiments one after another, for the doctor's worker. */
import type { ReplayOrder, ReplayReport } from "../../src/doctor/4-trials/pool.ts";
import { localReplayer } from "../../src/doctor/4-trials/replay.ts";
import type { Replayer } from "../../src/doctor/4-trials/trial.ts";
import { planExperiment } from "../../src/train/plan.ts";
import { oneThread } from "./engine.ts";
import { Mnist } from "./mnist.ts";
import { isThread, pageFolder, workerScope } from "./scope.ts";

/** First how many training images there are to be. */
export type ToReplay = { readonly images: number | null } | ReplayOrder;

const scope = workerScope<ToReplay, ReplayReport>();
let ready: Promise<Replayer> | null = null;

async function start(images: number | null): Promise<Replayer> {
  const [engine, dataset] = await Promise.all([oneThread(), new Mnist(pageFolder).load(images, () => {})]);
  return localReplayer({ dataset, plan: planExperiment }, engine);
}

async function answer({ id, replay, seconds }: ReplayOrder): Promise<void> {
  try {
    const replayed = await (await ready!).replay(replay, seconds);
    scope.postMessage({ id, replayed });
  } catch (error) {
    scope.postMessage({ id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

if (!isThread) {
  scope.onmessage = ({ data }) => {
    if ("id" in data) void answer(data);
    else {
      ready = start(data.images);
      // Each order reports it.
      ready.catch(() => {});
    }
  };
}
