/** @file Entry of the worker that diagnoses in the page: the same doctor, replaying on WebAssembly. Cancelled by ending it. */
import { type ReplayReport, replayPool, type StartProcess } from "../../src/doctor/4-trials/pool.ts";
import { renderJson } from "../../src/doctor/5-report/json.ts";
import { diagnose, type Progress } from "../../src/doctor/diagnose.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import { planExperiment } from "../../src/train/plan.ts";
import { oneThread } from "./engine.ts";
import { Mnist } from "./mnist.ts";
import type { FromDoctor, ToDoctor } from "./protocol.ts";
import { refusalOf } from "./refusal.ts";
import type { ToReplay } from "./replay.ts";
import { isThread, pageFolder, workerScope } from "./scope.ts";

const scope = workerScope<ToDoctor, FromDoctor>();
const tell = (message: FromDoctor): void => scope.postMessage(message);

/** Each has its own ONNX Runtime and its own images: 150 MB. */
const mostWorkers = 4;
/** Half of the hardware threads are as many as there are cores on most machines; two do no harm on any. */
const workers = Math.min(mostWorkers, Math.max(2, Math.floor(navigator.hardwareConcurrency / 2)));

/** @param images so many of the training part */
const starting =
  (images: number | null): StartProcess =>
  ({ report, died }) => {
    const worker = new Worker(new URL("./replay.ts", import.meta.url), { type: "module", name: "replay" });
    const send = (message: ToReplay): void => worker.postMessage(message);
    worker.onmessage = ({ data }: MessageEvent<ReplayReport>) => report(data);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      died(event.message);
    };
    send({ images });
    return { send, end: () => worker.terminate() };
  };

async function answer({ experiment: json, events, budgetSeconds }: ToDoctor): Promise<void> {
  const experiment = parseExperiment(json);
  const { limit } = experiment.data;
  const replayer = replayPool(starting(limit), workers);
  const [engine, dataset] = await Promise.all([oneThread(), new Mnist(pageFolder).load(limit, () => {})]);
  const subject = { experiment, dataset, plan: planExperiment, program: null };
  const { diagnosis } = await diagnose(subject, {
    name: "this network",
    engine,
    replayer,
    events,
    budgetSeconds,
    onProgress: ({ stage, replays, best }: Progress) => tell({ t: "progress", stage, replays, best }),
  });
  await replayer.dispose();
  tell({ t: "diagnosed", diagnosis: JSON.parse(renderJson(diagnosis)) as unknown });
}

if (!isThread) {
  scope.onmessage = ({ data }) => {
    answer(data).catch((error: unknown) => tell({ t: "refused", refusal: refusalOf(error) }));
  };
}
