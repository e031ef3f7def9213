/** @file A process that replays experiments one after another: the other end of processes.ts. */
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import type { ReplayOrder, ReplayReport } from "../4-trials/pool.ts";
import { localReplayer } from "../4-trials/replay.ts";
import type { Replayer } from "../4-trials/trial.ts";
import { nodeSubject } from "./subject.ts";

/** To the process. */
export type WorkerMessage = { readonly baseFolder: string } | ReplayOrder;

let ready: Promise<Replayer> | null = null;

async function start(baseFolder: string): Promise<Replayer> {
  // The first session of a process may flush subnormal numbers in its own thread: a training run does too.
  const engine: Engine = await ortNodeEngine({ inProcess: true, threads: 1, spinning: false, flushSubnormals: true });
  const experiment = null as never;
  return localReplayer(nodeSubject({ experiment, baseFolder, program: null, formulas: null }), engine);
}

process.on("message", async (message: WorkerMessage) => {
  if ("baseFolder" in message) {
    ready = start(message.baseFolder);
    ready.catch(() => {});
    return;
  }
  const { id, replay, seconds } = message;
  try {
    const replayed = await (await ready!).replay(replay, seconds);
    process.send?.({ id, replayed } satisfies ReplayReport);
  } catch (error) {
    process.send?.({ id, bug: (error as Error).stack ?? String(error) } satisfies ReplayReport);
  }
});
process.on("disconnect", () => process.exit(0));
