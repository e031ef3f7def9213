/** @file The doctor on Node: data from files, ONNX Runtime, one replaying process a core. */
import { type CheckResult, check } from "../../check/check.ts";
import { experimentSubject } from "../../check/experimentSubject.ts";
import { asCompiled } from "../../check/repaired.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { RunEvent } from "../../record/events.ts";
import { EvenkeelError } from "../../util/errors.ts";
import { localReplayer } from "../4-trials/replay.ts";
import type { Replayer } from "../4-trials/trial.ts";
import type { Diagnosis } from "../5-report/diagnosis.ts";
import { type DiagnoseOptions, diagnose, type Progress } from "../diagnose.ts";
import { gradientEvidence } from "../gradcheck/evidence.ts";
import type { Subject } from "../subject.ts";
import { processPool } from "./processes.ts";
import { nodeSubject, type ProgramFormulas } from "./subject.ts";

export interface DiagnoseRequest {
  /** As the user named it. */
  readonly name: string;
  readonly experiment: Experiment;
  /** Relative paths of the data start here. */
  readonly baseFolder: string;
  readonly program: string | null;
  readonly formulas: ProgramFormulas | null;
  /** Of a run that was made already; null makes it. */
  readonly events: readonly RunEvent[] | null;
  readonly budgetSeconds: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: { readonly aborted: boolean };
}

export interface DiagnosisOutcome {
  readonly diagnosis: Diagnosis;
  /** The record of the run as it is. */
  readonly events: readonly RunEvent[];
  /** What the static checker says of the experiment as it is compiled; null where it cannot be planned. */
  readonly checked: CheckResult | null;
}

export async function diagnoseSource(request: DiagnoseRequest): Promise<DiagnosisOutcome> {
  const { name, events, budgetSeconds, onProgress, signal, baseFolder, formulas } = request;
  const subject = nodeSubject(request);
  const engine = await ortNodeEngine({ threads: 1, spinning: false });
  // Formulas live in this process; layers are data that others can have.
  const replayer: Replayer = formulas ? localReplayer(subject, engine) : processPool(baseFolder);
  const { experiment } = request;
  const written = formulas?.gradients !== undefined && experiment.gradients === "written";
  const options: DiagnoseOptions = {
    name,
    engine,
    replayer,
    events,
    budgetSeconds,
    ...(written && { gradients: () => gradientEvidence(formulas, subject.dataset(experiment), experiment) }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
  const checked = checkedBefore(subject, name);
  try {
    return { ...(await diagnose(subject, options)), checked };
  } finally {
    await replayer.dispose();
    await engine.dispose();
  }
}

/** Ranges alone, which take milliseconds: the replays show what happens. */
function checkedBefore(subject: Subject, name: string): CheckResult | null {
  const { experiment } = subject;
  try {
    const dataset = subject.dataset(experiment);
    const plan = subject.plan(experiment, dataset);
    return check(asCompiled(experimentSubject({ name, plan, dataset, seed: experiment.seed })), { effort: null });
  } catch (error) {
    // Data and models that do not fit are the diagnosis' to explain.
    if (error instanceof EvenkeelError) return null;
    throw error;
  }
}
