/** @file Entry of the worker that diagnoses in the page: the same doctor, replaying on WebAssembly. Cancelled by ending it. */
import { localReplayer } from "../../src/doctor/4-trials/replay.ts";
import { renderJson } from "../../src/doctor/5-report/json.ts";
import { diagnose, type Progress } from "../../src/doctor/diagnose.ts";
import type { Subject } from "../../src/doctor/subject.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import type { Experiment } from "../../src/experiment/types.ts";
import { planExperiment } from "../../src/train/plan.ts";
import { engineOn } from "./engine.ts";
import { Mnist } from "./mnist.ts";
import type { FromDoctor, ToDoctor } from "./protocol.ts";
import { refusalOf } from "./refusal.ts";
import { isThread, pageFolder, workerScope } from "./scope.ts";

const scope = workerScope<ToDoctor, FromDoctor>();
const tell = (message: FromDoctor): void => scope.postMessage(message);
const mnist = new Mnist(pageFolder);

async function subjectOf(experiment: Experiment): Promise<Subject> {
  const dataset = await mnist.load(experiment.data.limit, () => {});
  return { experiment, dataset, plan: planExperiment, program: null };
}

async function answer({ id, experiment: json, events, budgetSeconds }: ToDoctor): Promise<void> {
  const experiment = parseExperiment(json);
  const subject = await subjectOf(experiment);
  // Replays are short programs: one thread is the fastest for them, and the page keeps the others.
  const engine = await engineOn("wasm", 1, () => {});
  const { diagnosis } = await diagnose(subject, {
    name: "this network",
    engine,
    replayer: localReplayer(subject, engine),
    events,
    budgetSeconds,
    onProgress: ({ stage, replays, best }: Progress) => tell({ t: "progress", id, stage, replays, best }),
  });
  tell({ t: "diagnosed", id, diagnosis: JSON.parse(renderJson(diagnosis)) as unknown });
}

if (!isThread) {
  scope.onmessage = ({ data }) => {
    answer(data).catch((error: unknown) => tell({ t: "refused", id: data.id, refusal: refusalOf(error) }));
  };
}
