/** @file The page's end of the doctor: a worker a diagnosis, ended when it has answered or is not wanted any more. */
import type { FromDoctor, Refusal, ToDoctor } from "../../workers/protocol.ts";
import type { Examination } from "../state.ts";

export interface DoctorListener {
  progress(examination: Examination): void;
  diagnosed(diagnosis: unknown): void;
  refused(refusal: Refusal): void;
}

/** Gives what ends it. */
export function askDoctor(question: ToDoctor, listener: DoctorListener): () => void {
  const worker = new Worker(new URL("../../workers/doctor.ts", import.meta.url), { type: "module", name: "doctor" });
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    const found = event.message || "it could not be loaded";
    listener.refused({ message: "The doctor's worker failed", found, help: "load the page again" });
  };
  worker.onmessage = ({ data }: MessageEvent<FromDoctor>) => {
    if (data.t === "progress") {
      listener.progress(data);
      return;
    }
    worker.terminate();
    if (data.t === "diagnosed") listener.diagnosed(data.diagnosis);
    else listener.refused(data.refusal);
  };
  worker.postMessage(question);
  return () => worker.terminate();
}
