/** @file What a page is asked to do, and what it answers: plain data. */
import type { Engine } from "../../src/engine/engine.ts";
import type { OrtWebOptions } from "../../src/engine/ort-web/index.ts";
import type { TrainingReport } from "./training.ts";

interface EngineJob {
  readonly engine: Pick<OrtWebOptions, "device" | "threads" | "files">;
  /** Whether the page calls an engine that has a worker, or a worker runs the engine itself. */
  readonly from: "page" | "worker";
}

export interface ConformanceReport {
  readonly facts: Engine["facts"];
  /** Test → what was wrong, null where nothing was. */
  readonly failures: Readonly<Record<string, string | null>>;
}

interface Jobs {
  readonly conformance: { readonly job: EngineJob; readonly report: ConformanceReport };
  readonly training: { readonly job: EngineJob; readonly report: TrainingReport };
}

export type Kind = keyof Jobs;
export type Job<K extends Kind = Kind> = { readonly kind: K } & Jobs[K]["job"];
export type Report<K extends Kind = Kind> = Jobs[K]["report"];
